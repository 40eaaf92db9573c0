using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace VitMlNet.Samples.Tests.Web;

/// <summary>What the web sample answers, and whether it is right.</summary>
internal static class Answers
{
    /// <summary>Requests that arrive together may share a run of the model, in which the last digits are rounded in another way.</summary>
    private const float Tolerance = 1e-5f;

    /// <summary>The answer holds what the library says of the photograph.</summary>
    public static async Task AssertRightAsync(HttpResponseMessage response, VitClassification expected, string model = "vit-demo")
    {
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode, await response.Content.ReadAsStringAsync());
        Answer answer = (await response.Content.ReadFromJsonAsync<Answer>())!;
        Assert.AreEqual(model, answer.Model);
        IReadOnlyList<VitPrediction> best = expected.Top(Expected.Count);
        Assert.HasCount(best.Count, answer.Predictions);
        for (int i = 0; i < best.Count; i++)
        {
            // Classes that are as probable as each other may change places.
            VitPrediction prediction = answer.Predictions[i];
            Assert.AreEqual(best[i].Score, prediction.Score, Tolerance);
            Assert.AreEqual(expected.Scores.Span[prediction.Index], prediction.Score, Tolerance);
            Assert.AreEqual(expected.Labels[prediction.Index], prediction.Label);
        }

        Assert.AreEqual(answer.Attention!.Rows * answer.Attention.Columns, answer.Attention.Values.Length);
        Assert.AreEqual(1, answer.Attention.Values.Sum(), 1e-4);
    }

    /// <summary>The answer is problem details with the status and the reason, and a sentence for people.</summary>
    public static async Task AssertProblemAsync(HttpResponseMessage response, int status, string reason)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(status, (int)response.StatusCode, text);
        Assert.AreEqual("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using JsonDocument problem = JsonDocument.Parse(text);
        Assert.AreEqual(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.AreEqual(reason, problem.RootElement.GetProperty("reason").GetString());
        StringAssert.EndsWith(problem.RootElement.GetProperty("detail").GetString(), ".");
        Assert.IsNotEmpty(problem.RootElement.GetProperty("title").GetString()!);
    }

    public sealed record Answer(VitPrediction[] Predictions, AttentionMap? Attention, string Model);

    public sealed record AttentionMap(int Rows, int Columns, float[] Values);
}
