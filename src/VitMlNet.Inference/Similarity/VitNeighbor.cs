namespace VitMlNet;

/// <summary>A stored vector near to the one that was asked for.</summary>
/// <typeparam name="TKey">What vectors are known by.</typeparam>
/// <param name="Key">What the vector is known by.</param>
/// <param name="Similarity">The cosine of the angle between the two, from -1 to 1; 1 for the same direction.</param>
public readonly record struct VitNeighbor<TKey>(TKey Key, float Similarity);
