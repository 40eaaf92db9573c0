using Microsoft.Extensions.Configuration;

namespace VitMlNet;

/// <summary>Reads the options of a predictor from an application's configuration, by the names of the properties.</summary>
internal static class PredictorConfiguration
{
    /// <exception cref="VitConfigurationException">A value is wrong or missing, or a key is unknown.</exception>
    public static VitPredictorServiceOptions Read(IConfiguration configuration)
    {
        var options = new VitPredictorServiceOptions();
        var section = new ConfigurationValues(configuration);
        section.ReadText(nameof(options.ModelPath), value => options.ModelPath = value);
        section.ReadSection(nameof(options.ModelOptions), values => options.ModelOptions = ReadModel(values));
        section.ReadSection(nameof(options.Session), values => ReadSession(values, options.Session));
        section.ReadSection(nameof(options.Images), values => ReadImages(values, options.Images));
        section.ReadPreprocessing(nameof(options.Preprocessing), value => options.Preprocessing = value);
        section.ReadInt32(nameof(options.BatchSize), value => options.BatchSize = value);
        section.ReadBoolean(nameof(options.CombineConcurrentCalls), value => options.CombineConcurrentCalls = value);
        section.ReadBoolean(nameof(options.IncludeAttention), value => options.IncludeAttention = value);
        section.ReadBoolean(nameof(options.ReloadOnChange), value => options.ReloadOnChange = value);
        section.ReadTimeSpan(nameof(options.ReloadInterval), value => options.ReloadInterval = value);
        section.ReadTimeSpan(nameof(options.HealthCheckInterval), value => options.HealthCheckInterval = value);
        section.ThrowIfUnknown();
        if (string.IsNullOrEmpty(options.ModelPath))
            throw new VitConfigurationException("the path of a model file is expected, and there is none. "
                + "Add this key.", section.GetPath(nameof(options.ModelPath)));
        return options;
    }

    private static VitModelOptions ReadModel(ConfigurationValues section)
    {
        var options = new VitModelOptions();
        section.ReadList(nameof(options.Labels), value => options.Labels = value);
        section.ReadPreprocessing(nameof(options.Preprocessing), value => options.Preprocessing = value);
        section.ReadEnum<VitPixelLayout>(nameof(options.Layout), value => options.Layout = value);
        section.ReadInt32(nameof(options.Height), value => options.Height = value);
        section.ReadInt32(nameof(options.Width), value => options.Width = value);
        section.ReadText(nameof(options.ScoresOutput), value => options.ScoresOutput = value);
        section.ReadBoolean(nameof(options.ScoresAreProbabilities), value => options.ScoresAreProbabilities = value);
        section.ReadText(nameof(options.FeaturesOutput), value => options.FeaturesOutput = value);
        section.ReadEnum<VitPooling>(nameof(options.Pooling), value => options.Pooling = value);
        section.ReadBoolean(nameof(options.IsMultiLabel), value => options.IsMultiLabel = value);
        section.ReadEnum<VitFilePrecision>(nameof(options.Precision), value => options.Precision = value);
        section.ReadBoolean(nameof(options.ReadFilesBeside), value => options.ReadFilesBeside = value);
        section.ThrowIfUnknown();
        return options;
    }

    private static void ReadSession(ConfigurationValues section, VitSessionOptions options)
    {
        section.ReadEnum<VitExecutionProvider>(nameof(options.ExecutionProvider), value => options.ExecutionProvider = value);
        section.ReadInt32(nameof(options.DeviceId), value => options.DeviceId = value);
        section.ReadBoolean(nameof(options.FallbackToCpu), value => options.FallbackToCpu = value);
        section.ReadInt32(nameof(options.ThreadCount), value => options.ThreadCount = value);
        section.ThrowIfUnknown();
    }

    private static void ReadImages(ConfigurationValues section, VitImageOptions options)
    {
        section.ReadColor(nameof(options.BackgroundColor), value => options.BackgroundColor = value);
        section.ReadInt64(nameof(options.MaxPixels), value => options.MaxPixels = value);
        section.ReadInt64(nameof(options.MaxDecodingBytes), value => options.MaxDecodingBytes = value);
        section.ReadInt64(nameof(options.MaxEncodedBytes), value => options.MaxEncodedBytes = value);
        section.ReadBoolean(nameof(options.AllowScaledDecoding), value => options.AllowScaledDecoding = value);
        section.ThrowIfUnknown();
    }
}
