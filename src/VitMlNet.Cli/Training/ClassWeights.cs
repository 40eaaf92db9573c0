namespace VitMlNet.Cli;

/// <summary>How much photographs count in learning.</summary>
internal enum ClassWeights
{
    /// <summary>Each photograph counts the same, so that classes of many count more.</summary>
    None,

    /// <summary>Each class counts the same, whatever number of photographs it has.</summary>
    Balanced,
}
