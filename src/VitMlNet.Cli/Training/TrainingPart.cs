using Microsoft.ML;

namespace VitMlNet.Cli;

/// <summary>Rows to learn from, and others to test with.</summary>
internal sealed record TrainingPart(IDataView Train, IDataView Test);
