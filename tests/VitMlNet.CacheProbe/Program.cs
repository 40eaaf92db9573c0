using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet;

// usage: VitMlNet.CacheProbe MODEL.onnx CACHE FOLDER
// Makes features of a folder's photographs with a cache, one in each call of the model, and prints the bits of the first of each; at the end how many were
// scored, or the cache's error.
var ml = new MLContext();
IDataView photos = ml.Data.LoadImagesFromFolder(args[2]);
using VitFeatureCache cache = VitFeatureCache.Open(args[1]);
using VitImageTransformer featurizer = ml.Transforms.VitFeaturizeImage(
    "Features", VitModel.Open(args[0]), "ImagePath", new VitScoringOptions { BatchSize = 1, Cache = cache }).Fit(photos);
try
{
    foreach (float[] features in featurizer.Transform(photos).GetColumn<float[]>("Features"))
        Console.WriteLine(BitConverter.SingleToInt32Bits(features[0]).ToString("x8"));
    Console.WriteLine($"scored {cache.Misses}");
}
catch (VitCacheException e)
{
    Console.WriteLine(e.Message);
}
