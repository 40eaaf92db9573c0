namespace VitMlNet;

/// <summary>
/// The colours that stand for the values of a heat map, from the lowest to the highest; all grow lighter evenly, so that none shows an edge
/// that is not there.
/// </summary>
public enum VitColorMap
{
    /// <summary>Black, purple, orange, pale yellow; readable with every kind of colour blindness.</summary>
    Inferno,

    /// <summary>Purple, blue, green, yellow; readable with every kind of colour blindness.</summary>
    Viridis,

    /// <summary>Black to white.</summary>
    Gray,
}
