using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet.Cli;

/// <summary>A report as one JSON object; classes are referred to by their <c>index</c>.</summary>
internal static class JsonReport
{
    public static string Of(EvaluationReport report)
    {
        Evaluation evaluation = report.Evaluation;
        (double precision, double recall, double f1) = evaluation.Means;
        return JsonSerializer.Serialize(
            new JsonEvaluation(
                report.Title,
                report.Created,
                report.Settings.ToDictionary(setting => setting.Name, setting => setting.Value),
                report.Notes,
                evaluation.Outcomes.Count,
                evaluation.Right,
                evaluation.Accuracy,
                report.TopAccuracy is { } top ? new JsonTop(report.Top, top) : null,
                new JsonMeans(precision, recall, f1),
                [.. evaluation.Classes.Select(c => new JsonClass(c.Index, c.Name, c.Support, c.Predicted, c.Right, c.Precision, c.Recall, c.F1))],
                [.. evaluation.Confusion.Cells.Select(cell => new JsonCell(cell.Actual, cell.Predicted, cell.Count))],
                [.. evaluation.WorstMistakes(report.Mistakes).Select(m => new JsonMistake(m.Path, m.Actual, m.Predicted, m.Score, m.ActualScore))],
                [.. report.Compared.Select(t => new JsonTrainer(t.Name, t.Accuracy, t.Spread, t.F1, t.Seconds, t.IsChosen))],
                [.. report.Doubtful.Select(m => new JsonMistake(m.Path, m.Actual, m.Predicted, m.Score, m.ActualScore))],
                [.. report.Failures.Select(failure => new JsonUnread(failure.Path, failure.Error))]),
            JsonReports.Readable.JsonEvaluation);
    }
}

internal sealed record JsonEvaluation(
    string Title,
    DateTimeOffset Created,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyList<string> Notes,
    int Photographs,
    int Right,
    double Accuracy,
    JsonTop? Top,
    JsonMeans Mean,
    IReadOnlyList<JsonClass> Classes,
    IReadOnlyList<JsonCell> Confusion,
    IReadOnlyList<JsonMistake> Mistakes,
    IReadOnlyList<JsonTrainer> Compared,
    IReadOnlyList<JsonMistake> Doubtful,
    IReadOnlyList<JsonUnread> Failed);

internal sealed record JsonTop(int Count, double Accuracy);

internal sealed record JsonMeans(double Precision, double Recall, double F1);

internal sealed record JsonClass(
    int Index, string Label, int Support, int Predicted, int Right, double? Precision, double? Recall, double F1);

internal sealed record JsonCell(int Actual, int Predicted, int Count);

internal sealed record JsonMistake(string Path, int Actual, int Predicted, float Score, float ActualScore);

internal sealed record JsonTrainer(string Name, double Accuracy, double? Spread, double F1, double Seconds, bool Chosen);

internal sealed record JsonUnread(string Path, string Error);

[JsonSerializable(typeof(JsonEvaluation))]
internal sealed partial class JsonReports : JsonSerializerContext
{
    /// <summary>Letters of all scripts stay as they are: the file is UTF-8 text, never part of a web page.</summary>
    public static JsonReports Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });
}
