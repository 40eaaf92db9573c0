namespace VitMlNet;

/// <summary>Collects what is found of a model while it is opened.</summary>
internal sealed class FactList
{
    private readonly List<VitModelFact> _facts = [];

    public IReadOnlyList<VitModelFact> Facts => _facts;

    public void Add(string name, string value, VitFactOrigin origin, string source) => _facts.Add(new VitModelFact(name, value, origin, source));
}
