namespace VitMlNet;

/// <summary>Something that is known of a model, and where it was found.</summary>
/// <param name="Name">What it is, such as <c>preprocessing</c>.</param>
/// <param name="Value">What was found.</param>
/// <param name="Origin">The kind of place where it was found.</param>
/// <param name="Source">The place, such as a file's name; of a guess, why it was made and how to say what is right.</param>
public sealed record VitModelFact(string Name, string Value, VitFactOrigin Origin, string Source)
{
    internal const string Pixels = "preprocessing";

    /// <summary>The fact in a sentence.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => Origin == VitFactOrigin.Guess ? $"{Name}: {Value}, which is a guess: {Source}" : $"{Name}: {Value} ({Source})";
}
