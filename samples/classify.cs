// Classifies the photographs of a folder, in batches:
//
//   dotnet run samples/classify.cs -- [FOLDER [MODEL.onnx]]
//
// Output for samples/images with the demo model:
//
//   samples/images/chelsea.png: cat 43 %, dog 29 %, food 11 %
//   samples/images/coffee.png: coffee cup 75 %, food 17 %, fruit 2 %
//   samples/images/pizza.jpg: food 74 %, fruit 14 %, coffee cup 3 %

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
