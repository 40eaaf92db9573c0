using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace VitMlNet.Samples.Tests.Web;

/// <summary>What the web sample answers, and whether it is right.</summary>
internal static class Answers
{
    /// <summary>The answer holds what the library says of the photograph, to the bit.</summary>
    public static async Task AssertRightAsync(HttpResponseMessage response, IReadOnlyList<VitPrediction> expected)
    {
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode, await response.Content.ReadAsStringAsync());
        Answer answer = (await response.Content.ReadFromJsonAsync<Answer>())!;
        Assert.AreEqual("vit-demo", answer.Model);
        CollectionAssert.AreEqual(expected.ToArray(), answer.Predictions);
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
