// Classifies the photographs of a folder, in batches:
//
//   dotnet run samples/classify.cs -- [FOLDER [MODEL.onnx]]
//
// Output for samples/images with the demo model:
//
//   samples/images/chelsea.png: frog 83 %, cat 8 %, dog 2 %
//   samples/images/coffee.png: dog 51 %, bird 27 %, cat 8 %
//   samples/images/rocket.jpg: truck 36 %, ship 34 %, airplane 11 %

// In a project of your own: the package VitMlNet.Inference.
#:project ../src/VitMlNet.Inference
#:package Microsoft.ML.OnnxRuntime

using VitMlNet;

string folder = args.ElementAtOrDefault(0) ?? "samples/images";
string model = args.ElementAtOrDefault(1) ?? "model/vit-demo.onnx";

using var predictor = new VitPredictor(VitModel.Open(model));
await foreach (VitResult photo in predictor.ClassifyManyAsync(VitImageFiles.Find(folder)))
{
    // A photograph that cannot be read does not end the loop.
    Console.WriteLine(photo.IsSuccess
        ? $"{photo.Source}: {string.Join(", ", photo.Value.Top(3).Select(best => $"{best.Label} {best.Score:P0}"))}"
        : photo.Error.Message);
}
