// Finds the photographs of a folder that are most like another photograph:
//
//   dotnet run samples/similar.cs -- [FOLDER [PHOTO [MODEL.onnx]]]
//
// Output for samples/images and chelsea.png with the demo model (1 is the same direction of the features):
//
//   1.000 samples/images/chelsea.png
//   0.444 samples/images/pizza.jpg
//   0.252 samples/images/coffee.png

// In a project of your own: the package VitMlNet.Inference.
#:project ../src/VitMlNet.Inference
#:package Microsoft.ML.OnnxRuntime

using VitMlNet;

string folder = args.ElementAtOrDefault(0) ?? "samples/images";
string photo = args.ElementAtOrDefault(1) ?? "samples/images/chelsea.png";
string model = args.ElementAtOrDefault(2) ?? "model/vit-demo.onnx";

using var predictor = new VitPredictor(VitModel.Open(model));
var index = new VitNeighborIndex<string>(predictor.Model.FeatureCount);
await foreach (VitResult<float[]> found in predictor.FeaturizeManyAsync(VitImageFiles.Find(folder)))
{
    if (found.IsSuccess)
        index.Add(found.Source, found.Value);
}

foreach (VitNeighbor<string> neighbor in index.Find(predictor.Featurize(photo), 3))
    Console.WriteLine($"{neighbor.Similarity:0.000} {neighbor.Key}");
