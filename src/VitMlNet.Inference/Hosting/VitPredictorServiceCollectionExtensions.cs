using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VitMlNet;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers predictors with an application's container.</summary>
/// <remarks>
/// <para>
/// Each registration adds a singleton <see cref="VitPredictor"/>, which the container disposes, and a health check called <c>vitmlnet</c>, or
/// <c>vitmlnet:KEY</c> for a keyed one. The model is loaded when the predictor or its health check is first needed; to load it when the
/// application starts, ask the container for the predictor there. The predictor's log goes to the container's logging.
/// </para>
/// <para>The health check loads the model, has it score a grey picture and reports why it could not, or that its results are not finite numbers.</para>
/// <para>As always in a container, the last one of several registrations with the same key counts.</para>
/// </remarks>
public static class VitPredictorServiceCollectionExtensions
{
    /// <summary>Adds a singleton predictor for a model file.</summary>
    /// <param name="services">The services.</param>
    /// <param name="modelPath">The path of the model's <c>.onnx</c> file.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddVitPredictor(this IServiceCollection services, string modelPath) =>
        services.AddVitPredictor(modelPath, static (VitPredictorServiceOptions _) => { });

    /// <inheritdoc cref="AddVitPredictor(IServiceCollection, string)"/>
    /// <param name="services">The services.</param>
    /// <param name="modelPath">The path of the model's <c>.onnx</c> file.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddVitPredictor(this IServiceCollection services, string modelPath, Action<VitPredictorServiceOptions> configure) =>
        AddForPath(services, null, modelPath, WithoutServices(configure));

    /// <inheritdoc cref="AddVitPredictor(IServiceCollection, string)"/>
    /// <param name="services">The services.</param>
    /// <param name="modelPath">The path of the model's <c>.onnx</c> file.</param>
    /// <param name="configure">Sets the options with the help of other services.</param>
    public static IServiceCollection AddVitPredictor(
        this IServiceCollection services, string modelPath, Action<IServiceProvider, VitPredictorServiceOptions> configure) =>
        AddForPath(services, null, modelPath, configure);

    /// <summary>Adds a singleton predictor that a section of the configuration describes.</summary>
    /// <remarks>
    /// The keys are those of <see cref="VitPredictorServiceOptions"/>: <c>ModelPath</c>, <c>Preprocessing</c> (<c>google</c>, <c>timm</c>,
    /// <c>mlnet</c> or JSON), <c>BatchSize</c>, <c>CombineConcurrentCalls</c>, <c>IncludeAttention</c>, <c>ReloadOnChange</c>,
    /// <c>ReloadInterval</c> and <c>HealthCheckInterval</c> (<c>00:01:00</c>); <c>Session:ThreadCount</c>, <c>Session:ExecutionProvider</c>,
    /// <c>Session:DeviceId</c>, <c>Session:FallbackToCpu</c>; <c>Images:MaxPixels</c>, <c>Images:MaxEncodedBytes</c>,
    /// <c>Images:AllowScaledDecoding</c>, <c>Images:BackgroundColor</c> (<c>#ffffff</c>); and those of <see cref="VitModelOptions"/> after
    /// <c>ModelOptions:</c>. The section is read when the model is loaded; a wrong value or an unknown key is a
    /// <see cref="VitConfigurationException"/> then.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The section, for instance <c>builder.Configuration.GetSection("VitPredictor")</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddVitPredictor(this IServiceCollection services, IConfiguration configuration) =>
        services.AddVitPredictor(configuration, static _ => { });

    /// <inheritdoc cref="AddVitPredictor(IServiceCollection, IConfiguration)"/>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The section, for instance <c>builder.Configuration.GetSection("VitPredictor")</c>.</param>
    /// <param name="configure">Changes the options that were read.</param>
    public static IServiceCollection AddVitPredictor(
        this IServiceCollection services, IConfiguration configuration, Action<VitPredictorServiceOptions> configure) =>
        AddForConfiguration(services, null, configuration, configure);

    /// <summary>
    /// Adds a singleton predictor that the application creates, for instance from a trained ML.NET pipeline
    /// (<c>mlContext.Model.CreateVitPredictor</c>).
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="createPredictor">Creates the predictor, which the container disposes.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddVitPredictor(this IServiceCollection services, Func<IServiceProvider, VitPredictor> createPredictor) =>
        services.AddKeyedVitPredictor(null, createPredictor);

    /// <summary>Adds a singleton predictor that the application creates, under a key.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="createPredictor">Creates the predictor, which the container disposes.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedVitPredictor(
        this IServiceCollection services, object? serviceKey, Func<IServiceProvider, VitPredictor> createPredictor)
    {
        ArgumentNullException.ThrowIfNull(createPredictor);
        return Add(services, serviceKey, static _ => new VitPredictorServiceOptions(), createPredictor);
    }

    /// <summary>Adds a singleton predictor for a model file under a key: <c>[FromKeyedServices("flowers")] VitPredictor predictor</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="modelPath">The path of the model's <c>.onnx</c> file.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedVitPredictor(this IServiceCollection services, object? serviceKey, string modelPath) =>
        services.AddKeyedVitPredictor(serviceKey, modelPath, static (VitPredictorServiceOptions _) => { });

    /// <inheritdoc cref="AddKeyedVitPredictor(IServiceCollection, object, string)"/>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="modelPath">The path of the model's <c>.onnx</c> file.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddKeyedVitPredictor(
        this IServiceCollection services, object? serviceKey, string modelPath, Action<VitPredictorServiceOptions> configure) =>
        AddForPath(services, serviceKey, modelPath, WithoutServices(configure));

    /// <inheritdoc cref="AddKeyedVitPredictor(IServiceCollection, object, string)"/>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="modelPath">The path of the model's <c>.onnx</c> file.</param>
    /// <param name="configure">Sets the options with the help of other services.</param>
    public static IServiceCollection AddKeyedVitPredictor(
        this IServiceCollection services, object? serviceKey, string modelPath, Action<IServiceProvider, VitPredictorServiceOptions> configure) =>
        AddForPath(services, serviceKey, modelPath, configure);

    /// <summary>Adds a singleton predictor that a section of the configuration describes, under a key.</summary>
    /// <inheritdoc cref="AddVitPredictor(IServiceCollection, IConfiguration)" path="/remarks"/>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="configuration">The section, for instance <c>builder.Configuration.GetSection("Flowers")</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedVitPredictor(this IServiceCollection services, object? serviceKey, IConfiguration configuration) =>
        services.AddKeyedVitPredictor(serviceKey, configuration, static _ => { });

    /// <inheritdoc cref="AddKeyedVitPredictor(IServiceCollection, object, IConfiguration)"/>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="configuration">The section, for instance <c>builder.Configuration.GetSection("Flowers")</c>.</param>
    /// <param name="configure">Changes the options that were read.</param>
    public static IServiceCollection AddKeyedVitPredictor(
        this IServiceCollection services, object? serviceKey, IConfiguration configuration, Action<VitPredictorServiceOptions> configure) =>
        AddForConfiguration(services, serviceKey, configuration, configure);

    private static Action<IServiceProvider, VitPredictorServiceOptions> WithoutServices(Action<VitPredictorServiceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return (_, options) => configure(options);
    }

    private static IServiceCollection AddForPath(
        IServiceCollection services, object? key, string modelPath, Action<IServiceProvider, VitPredictorServiceOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, key, provider =>
        {
            var options = new VitPredictorServiceOptions { ModelPath = modelPath };
            configure(provider, options);
            return options;
        });
    }

    private static IServiceCollection AddForConfiguration(
        IServiceCollection services, object? key, IConfiguration configuration, Action<VitPredictorServiceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, key, _ =>
        {
            VitPredictorServiceOptions options = PredictorConfiguration.Read(configuration);
            configure(options);
            return options;
        });
    }

    private static IServiceCollection Add(
        IServiceCollection services,
        object? key,
        Func<IServiceProvider, VitPredictorServiceOptions> createOptions,
        Func<IServiceProvider, VitPredictor>? createPredictor = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddKeyedSingleton(key, (provider, _) => new PredictorService(provider, createOptions, createPredictor));
        services.AddKeyedSingleton(key, (provider, _) => provider.GetRequiredKeyedService<PredictorService>(key).Predictor);
        AddHealthCheck(services, key);
        return services;
    }

    private static void AddHealthCheck(IServiceCollection services, object? key)
    {
        services.AddKeyedSingleton(key, (provider, _) => new PredictorHealthCheck(provider.GetRequiredKeyedService<PredictorService>(key)));
        string name = key is null ? "vitmlnet" : $"vitmlnet:{key}";
        services.AddHealthChecks();
        services.Configure<HealthCheckServiceOptions>(options =>
        {
            // Names are unique; a second registration with the same key replaces the first.
            if (options.Registrations.FirstOrDefault(registration => registration.Name == name) is { } earlier)
                options.Registrations.Remove(earlier);
            options.Registrations.Add(new HealthCheckRegistration(
                name, provider => provider.GetRequiredKeyedService<PredictorHealthCheck>(key), failureStatus: null, tags: ["vitmlnet"]));
        });
    }
}
