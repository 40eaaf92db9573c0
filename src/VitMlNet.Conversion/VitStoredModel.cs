namespace VitMlNet.Conversion;

/// <summary>A published model that is on this machine.</summary>
/// <param name="Model">Which one.</param>
/// <param name="Name">The short name, and after a dot how it was converted if not by the defaults: <c>r50-l32</c>, <c>r50-l32.int8</c>.</param>
/// <param name="Path">The model file.</param>
/// <param name="Bytes">What it takes on disk, in bytes, its weights included.</param>
public sealed record VitStoredModel(VitPublishedModel Model, string Name, string Path, long Bytes);
