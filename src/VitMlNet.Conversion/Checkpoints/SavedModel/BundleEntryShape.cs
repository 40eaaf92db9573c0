namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>The shape of an entry.</summary>
internal sealed partial class BundleEntryProto
{
    /// <summary>The sizes of the axes; none for a scalar.</summary>
    public IReadOnlyList<long> ShapeOf() => Shape is null ? [] : [.. Shape.Dim.Select(dimension => dimension.Size)];
}
