namespace VitMlNet;

/// <summary>Which of the two middle places a centre crop takes where an odd number of pixels is cut off.</summary>
public enum VitCropRounding
{
    /// <summary>The even one, as timm and torchvision.</summary>
    HalfToEven,

    /// <summary>The upper, or left, one, as Hugging Face's image processors.</summary>
    Floor,
}
