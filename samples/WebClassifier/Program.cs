using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using VitMlNet;
using WebClassifier;

WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

// What keeps the program from starting is written below, in one line; these two would add a stack trace each.
builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);
builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.", LogLevel.Warning);

builder.Services.AddOptions<ClassifierOptions>().BindConfiguration("Classifier").ValidateDataAnnotations();
builder.AddClassifier();
builder.Services.AddSingleton<UploadMemory>();
builder.Services.AddSingleton<UploadReader>();
builder.Services.AddClassifyQueue();

builder.Services.AddProblemDetails();
builder.Services.AddSingleton<ProblemHandler>();
builder.Services.AddExceptionHandler<ProblemHandler>();

builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<ClassifierOptions>>((kestrel, classifier) =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = classifier.Value.MaxUploadBytes + UploadReader.FormAllowance;
    kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(classifier.Value.MinUploadBytesPerSecond, TimeSpan.FromSeconds(5));
    kestrel.Limits.RequestHeadersTimeout = classifier.Value.HeadersTimeout;
});
builder.Services.AddOptions<HostOptions>().Configure<IOptions<ClassifierOptions>>(
    (host, classifier) => host.ShutdownTimeout = classifier.Value.ShutdownTimeout);

try
{
    WebApplication app = builder.Build();
    // Loads the model before the first request, and refuses to start with one that cannot be used.
    app.Services.GetRequiredService<VitPredictor>().Verify();

    app.UseSecurityHeaders();
    app.UseExceptionHandler();
    app.UseStatusCodePages();
    app.UseDefaultFiles();
    app.UseStaticFiles();
    app.MapClassify();
    app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
    app.MapHealthChecks("/health/ready");
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is VitException or OptionsValidationException or InvalidOperationException or ArgumentException or IOException)
{
    Console.Error.WriteLine($"WebClassifier cannot start: {e.Message.ReplaceLineEndings(" ")}");
    return 1;
}
