namespace VitMlNet.Conversion.Graph;

/// <summary>The form of the graph: the size of its input, the precision of its products, its optional outputs.</summary>
internal readonly record struct VitGraphOptions(int Resolution, VitPrecision Precision, bool IncludeTokens, bool IncludeAttention);
