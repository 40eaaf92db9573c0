namespace VitMlNet.Conversion.Tests.Checkpoints.Safetensors;

/// <summary>The families beside Google's networks, against a forward pass of their own in float64.</summary>
[TestClass]
public sealed class FamilyTests
{
    [TestMethod]
    public void DeiT() => Check("deit_tiny_patch16_224", new FamilyModel { Classes = 5 });

    [TestMethod]
    public void DeiT_3() => Check("deit3_small_patch16_224", new FamilyModel { Classes = 5, LayerScale = true, ClassPosition = false });

    [TestMethod]
    [DataRow(4)]
    [DataRow(7)]
    [DataRow(3)]
    public void DINOv2_at_its_own_size_and_at_others(int storedGrid) =>
        Check("vit_small_patch14_dinov2", new FamilyModel { LayerScale = true, StoredGrid = storedGrid });

    [TestMethod]
    public void DINOv2_with_registers() =>
        Check("vit_small_patch14_reg4_dinov2", new FamilyModel { LayerScale = true, Registers = 4, ClassPosition = false, StoredGrid = 6 });

    [TestMethod]
    public void CLIP() => Check("vit_base_patch32_clip_quickgelu_224", new FamilyModel
    {
        PreNorm = true,
        PatchBias = false,
        Gelu = "quick",
        Epsilon = 1e-5,
        Classes = 6,
        Mean = [0.48145466, 0.4578275, 0.40821073],
        Std = [0.26862954, 0.26130258, 0.27577711],
    });

    [TestMethod]
    [DataRow("vit_base_patch16_siglip_224", "erf")]
    [DataRow("vit_base_patch32_siglip_256", "tanh")]
    [DataRow("vit_large_patch16_siglip_512", "tanh")]
    [DataRow("vit_large_patch16_siglip_384", "erf")]
    public void SigLIP(string architecture, string gelu) =>
        Check(architecture, new FamilyModel { ClassToken = false, ClassPosition = false, Pool = true, Gelu = gelu, Mean = [0.5, 0.5, 0.5], Std = [0.5, 0.5, 0.5] });

    [TestMethod]
    public void A_map_of_attention_leaves_registers_out_and_needs_a_class_token()
    {
        using var scene = new TimmScene();
        Write(scene, "vit_small_patch14_reg4_dinov2", new FamilyModel { LayerScale = true, Registers = 4, ClassPosition = false });
        using var model = new ConvertedModel(scene.Folder, new ConversionOptions { Resolution = 16, IncludeAttention = true });
        float[] map = model.Run(TestImages.Make(16, 0))["attention"];
        Assert.HasCount(16, map);
        Assert.AreEqual(1, map.Sum(), 1e-5);

        Write(scene, "vit_base_patch16_siglip_224", new FamilyModel { ClassToken = false, ClassPosition = false, Pool = true });
        var exception = Assert.ThrowsExactly<ConversionException>(() => new ConvertedModel(scene.Folder, new ConversionOptions { IncludeAttention = true }));
        StringAssert.Contains(exception.Message, "no class token");
    }

    [TestMethod]
    public void Other_numerics_than_the_originals_are_refused_where_there_are_none()
    {
        using var scene = new TimmScene();
        Write(scene, "deit_tiny_patch16_224", new FamilyModel { Classes = 5 });
        StringAssert.Contains(Assert.ThrowsExactly<ConversionException>(() => new ConvertedModel(scene.Folder, new ConversionOptions { Numerics = VitNumerics.Jax })).Message, "DeiT");
        StringAssert.Contains(Assert.ThrowsExactly<ConversionException>(() => new ConvertedModel(scene.Folder, new ConversionOptions { Precision = VitPrecision.Int8 })).Message, "fp32");
    }

    private static void Check(string architecture, FamilyModel family)
    {
        const int Size = 16;
        using var scene = new TimmScene();
        Write(scene, architecture, family);
        using var model = new ConvertedModel(scene.Folder, new ConversionOptions { Resolution = Size });
        for (int i = 0; i < 2; i++)
        {
            float[] image = TestImages.Make(Size, i);
            Dictionary<string, float[]> outputs = model.Run(image);
            (double[] features, double[] logits) = family.Run(image, Size);
            Deviation.AssertAtMost(2e-5, outputs["features"], features, architecture);
            if (family.Classes > 0)
                Deviation.AssertAtMost(2e-5, outputs["logits"], logits, architecture);
        }
    }

    private static void Write(TimmScene scene, string architecture, FamilyModel family)
    {
        scene.Write(family.Write());
        scene.Config(family.Config(architecture));
    }
}
