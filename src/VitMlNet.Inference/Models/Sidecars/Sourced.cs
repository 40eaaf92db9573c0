namespace VitMlNet;

/// <summary>A value and where it was found.</summary>
/// <param name="Value">The value.</param>
/// <param name="Source">The file, or the place in the graph, as users are told.</param>
/// <param name="Origin">The kind of that place.</param>
internal sealed record Sourced<T>(T Value, string Source, VitFactOrigin Origin = VitFactOrigin.FileBeside);
