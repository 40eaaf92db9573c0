namespace VitMlNet;

/// <summary>One class that a photograph may show.</summary>
/// <param name="Index">The class's place in the logits, from 0.</param>
/// <param name="Label">The class's name.</param>
/// <param name="Score">The class's probability, from 0 to 1.</param>
public readonly record struct VitPrediction(int Index, string Label, float Score);
