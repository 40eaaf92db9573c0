using System.Text.RegularExpressions;
using VitMlNet.Store.Published;

namespace VitMlNet.Store.Tests;

[TestClass]
public sealed partial class RegistryTests
{
    private static readonly string[] Architectures = ["Ti/16", "S/32", "S/16", "B/32", "B/16", "L/16", "R+Ti/16", "R26+S/32", "R50+L/32"];

    [TestMethod]
    public void Every_architecture_is_there_at_224_and_384_and_for_ImageNet_21k()
    {
        foreach (string architecture in Architectures)
        {
            (int, int)[] found =
            [
                .. VitModelStore.Models.Where(model => model.Architecture == architecture).Select(model => (model.Resolution, model.ClassCount)),
            ];
            CollectionAssert.AreEquivalent(new[] { (224, 1000), (384, 1000), (224, 21843) }, found, architecture);
        }

        Assert.HasCount(2, VitModelStore.Models.Where(model => model.Architecture == "B/8").ToList());
        Assert.HasCount((3 * Architectures.Length) + 2, VitModelStore.Models);
        Assert.AreEqual("r50-l32", VitModelStore.Models[0].Name);
    }

    [TestMethod]
    public void Names_and_files_are_unique_however_they_are_spelled()
    {
        CollectionAssert.AllItemsAreUnique(VitModelStore.Models.Select(model => ModelNames.Key(model.Name)).ToList());
        CollectionAssert.AllItemsAreUnique(VitModelStore.Models.Select(model => model.FileName).ToList());
    }

    [TestMethod]
    public void A_row_agrees_with_its_name_and_its_file()
    {
        foreach (VitPublishedModel model in VitModelStore.Models)
        {
            string end = model.ClassCount == 21843 ? "-i21k" : model.Resolution == 224 ? "" : $"-{model.Resolution}";
            Assert.AreEqual(ModelNames.Key(model.Architecture + end), ModelNames.Key(model.Name), model.Name);
            Match file = FileName().Match(model.FileName);
            Assert.IsTrue(file.Success, model.FileName);
            Assert.AreEqual(model.Architecture.Replace('/', '_').Replace('+', '_'), file.Groups[1].Value);
            Assert.AreEqual(model.ClassCount == 1000 ? $"{model.Resolution}" : "", file.Groups[2].Value, model.FileName);
            Assert.AreEqual("Apache-2.0", model.License);
            Assert.AreEqual($"https://storage.googleapis.com/vit_models/augreg/{model.FileName}", model.Address.AbsoluteUri);
            foreach (double? top1 in new[] { model.GoogleTop1, model.TimmTop1 })
                Assert.IsTrue(top1 is null or (> 70 and < 90), model.Name);
            Assert.AreEqual(model.ClassCount == 1000, model.GoogleTop1 is not null || model.TimmTop1 is not null, model.Name);
        }
    }

    /// <summary>The shapes of the architectures give the parameters, and, in an archive as numpy wrote it then, the bytes.</summary>
    [TestMethod]
    public void Parameters_and_bytes_are_those_of_the_architecture()
    {
        foreach (VitPublishedModel model in VitModelStore.Models)
        {
            CheckpointConfiguration configuration = CheckpointConfiguration.Get(model.Architecture.Replace('/', '_').Replace('+', '_')) with
            {
                Classes = model.ClassCount,
                Image = model.Resolution,
            };
            Assert.AreEqual(configuration.ParameterCount, model.ParameterCount, model.Name);
            Assert.AreEqual(ArchiveBytes(configuration), model.CheckpointBytes, model.Name);
        }
    }

    /// <summary>Lengths of downloaded files that others recorded, which bear out the computed ones.</summary>
    [TestMethod]
    [DataRow("ti16-384", 23226422)]
    [DataRow("s16-384", 88851254)]
    [DataRow("l16-384", 1218991142)]
    public void Recorded_lengths_are_met(string name, long bytes) => Assert.AreEqual(bytes, VitModelStore.FindPublished(name)!.CheckpointBytes);

    [TestMethod]
    [DataRow("r50-l32")]
    [DataRow("R50-L32")]
    [DataRow("R50+L/32")]
    [DataRow("R50_L_32")]
    [DataRow("r50-l32-224")]
    [DataRow("R50_L_32-i21k-300ep-lr_0.001-aug_medium1-wd_0.1-do_0.1-sd_0.1--imagenet2012-steps_20k-lr_0.01-res_224")]
    [DataRow("R50_L_32-i21k-300ep-lr_0.001-aug_medium1-wd_0.1-do_0.1-sd_0.1--imagenet2012-steps_20k-lr_0.01-res_224.npz")]
    public void A_name_has_several_spellings(string name) => Assert.AreEqual("r50-l32", VitModelStore.FindPublished(name)?.Name);

    [TestMethod]
    [DataRow("r50l23", "r50-l32")]
    [DataRow("ti-61", "ti16")]
    [DataRow("b16-348", "b16-384")]
    [DataRow("resnet-152", null)]
    public void A_wrong_name_has_near_ones(string name, string? near)
    {
        Assert.IsNull(VitModelStore.FindPublished(name));
        Assert.AreEqual(near, VitModelStore.Suggest(name).FirstOrDefault());
    }

    private static long ArchiveBytes(CheckpointConfiguration configuration) => 22 + CheckpointShapes.Of(configuration).Sum(parameter =>
    {
        int name = parameter.Name.Length + ".npy".Length;
        long values = parameter.Shape.Aggregate(4L, (product, size) => product * size);
        return 30 + name + NpyFormat.Header("<f4", false, parameter.Shape, 1).Length + values + 46 + name;
    });

    [GeneratedRegex(@"^(\w+)-i21k-300ep-lr_0\.001-aug_\w+-wd_[\d.]+-do_[\d.]+-sd_[\d.]+(?:--imagenet2012-steps_20k-lr_[\d.]+-res_(\d+))?\.npz$")]
    private static partial Regex FileName();
}
