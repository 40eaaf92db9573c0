namespace VitMlNet;

/// <summary>Where something that is known of a model comes from.</summary>
public enum VitFactOrigin
{
    /// <summary>The model file: its metadata, its graph, or the names and shapes of its inputs and outputs.</summary>
    ModelFile,

    /// <summary>A file that the exporting tool put beside the model.</summary>
    FileBeside,

    /// <summary>The options with which it was opened.</summary>
    Options,

    /// <summary>Nowhere: what is usual. It may be wrong.</summary>
    Guess,
}
