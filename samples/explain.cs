// Draws where the network looked over a photograph:
//
//   dotnet run samples/explain.cs -- [PHOTO [MODEL.onnx [HEATMAP.png]]]
//
// Output for chelsea.png with the demo model:
//
//   cat (0.43): see heatmap.png

// In a project of your own: the package VitMlNet.Inference.
#:project ../src/VitMlNet.Inference
#:package Microsoft.ML.OnnxRuntime

using VitMlNet;

string photo = args.ElementAtOrDefault(0) ?? "samples/images/chelsea.png";
string model = args.ElementAtOrDefault(1) ?? "model/vit-demo.onnx";   // one that was converted or pulled with --attention
string heatMap = args.ElementAtOrDefault(2) ?? "heatmap.png";

using var predictor = new VitPredictor(VitModel.Open(model), new VitPredictorOptions { IncludeAttention = true });
VitClassification result = predictor.Classify(photo);
new VitHeatMap(result.Attention.Span, predictor.Model).Draw(photo).Save(heatMap);
Console.WriteLine($"{result}: see {heatMap}");
