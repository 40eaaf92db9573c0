using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Tests.Imaging;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Training;

/// <summary>A folder of reddish, greenish and bluish pictures, each in the folder of its class, and a small model.</summary>
internal sealed class ColouredPictures : IDisposable
{
    public static readonly string[] Classes = ["blue", "green", "red"];

    public ColouredPictures(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int channel = i % 3;
            TestPicture picture = TestPicture.Noise(10, 12, i);
            for (int at = 0; at < picture.Rgb.Length; at++)
                picture.Rgb[at] = (byte)((picture.Rgb[at] / 2) + (at % 3 == channel ? 127 : 0));
            string path = Folder.File(Path.Combine("pictures", Classes[2 - channel], $"{i}.png"));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, SkiaFiles.Png(picture));
        }

        Model = VitModel.Open(new TinyModel { Features = 12 }.Write(Folder.File("tiny.onnx")));
        Data = Context.Data.LoadImagesFromFolder(Folder.File("pictures"));
    }

    public TemporaryFolder Folder { get; } = new();

    public MLContext Context { get; } = new(1);

    public VitModel Model { get; }

    public IDataView Data { get; }

    /// <summary>From the photograph to the name of its class.</summary>
    public IEstimator<ITransformer> CreatePipeline(string trainer, VitScoringOptions? options = null, bool hasCheckpoint = false)
    {
        IEstimator<ITransformer> features = Context.Transforms.VitFeaturizeImage("Features", Model, "ImagePath", options);
        EstimatorChain<ITransformer> chain = new EstimatorChain<ITransformer>().Append(features);
        if (hasCheckpoint)
            chain = chain.AppendCacheCheckpoint(Context);
        return chain.Append(Context.Transforms.Conversion.MapValueToKey("Key", "Label"))
            .Append(SmallDataTrainers.Create(Context, trainer))
            .Append(Context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    }

    public void Dispose() => Folder.Dispose();
}
