using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using VitMlNet;
using WebClassifier;

WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

builder.Services.AddOptions<ClassifierOptions>().BindConfiguration("Classifier").ValidateDataAnnotations();
builder.Services.AddSingleton<ClassifierPool>();
builder.Services.AddSingleton<UploadReader>();
builder.Services.AddClassifyQueue();

builder.Services.AddProblemDetails();
builder.Services.AddSingleton<ProblemHandler>();
builder.Services.AddExceptionHandler<ProblemHandler>();
builder.Services.AddHealthChecks().AddCheck<PoolHealthCheck>("classifier", tags: ["ready"]);

builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<ClassifierOptions>>((kestrel, classifier) =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = classifier.Value.MaxUploadBytes + UploadReader.FormAllowance;
    kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(classifier.Value.MinUploadBytesPerSecond, TimeSpan.FromSeconds(5));
    kestrel.Limits.RequestHeadersTimeout = classifier.Value.HeadersTimeout;
});
builder.Services.AddOptions<HostOptions>().Configure<IOptions<ClassifierOptions>>(
    (host, classifier) => host.ShutdownTimeout = classifier.Value.ShutdownTimeout);

WebApplication app;
try
{
    app = builder.Build();
    // Loads the model before the first request, and refuses to start with one that cannot be used.
    app.Services.GetRequiredService<ClassifierPool>();
}
catch (Exception e) when (e is VitModelException or OptionsValidationException or InvalidOperationException or ArgumentException)
{
    Console.Error.WriteLine($"WebClassifier cannot start: {e.Message}");
    return 1;
}

app.UseSecurityHeaders();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseRateLimiter();
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapClassify();
app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
await app.RunAsync();
return 0;
