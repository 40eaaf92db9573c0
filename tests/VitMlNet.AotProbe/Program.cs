using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VitMlNet;

// usage: VitMlNet.AotProbe MODEL.onnx PHOTO...
// Classifies photographs by a predictor that a container has made from a configuration, and prints whether code is compiled at run time, whether
// the predictor is healthy, and for each photograph its label and score, or the error.
IConfiguration configuration = new ConfigurationBuilder()
    .AddInMemoryCollection([KeyValuePair.Create<string, string?>("Vit:ModelPath", args[0]), KeyValuePair.Create<string, string?>("Vit:Session:ThreadCount", "2")])
    .Build();
await using ServiceProvider services = new ServiceCollection().AddLogging().AddVitPredictor(configuration.GetSection("Vit")).BuildServiceProvider();
Console.WriteLine(System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeCompiled ? "compiled at run time" : "compiled ahead of time");
HealthReport health = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
Console.WriteLine(health.Status);
VitPredictor predictor = services.GetRequiredService<VitPredictor>();
await foreach (VitResult result in predictor.ClassifyManyAsync(args[1..]))
    Console.WriteLine(result.IsSuccess ? $"{result.Value.Label} {result.Value.Score.ToString("R", CultureInfo.InvariantCulture)}" : result.Error.Message);
