using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace VitMlNet;

/// <summary>Marks a field as a column of images of any size. (ML.NET's own attribute refuses to be used without a size.)</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class UnsizedImageAttribute : DataViewTypeAttribute
{
    public override void Register() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage), this);

    public override bool Equals(DataViewTypeAttribute? other) => other is UnsizedImageAttribute;

    public override bool Equals(object? other) => other is UnsizedImageAttribute;

    public override int GetHashCode() => typeof(UnsizedImageAttribute).GetHashCode();
}
