namespace VitMlNet;

/// <summary>Where the labels of a folder's images come from.</summary>
public enum VitFolderLabels
{
    /// <summary>
    /// The first folder below the root: <c>flowers/daisy/macro/1.jpg</c> is a <c>daisy</c>. Where all images are directly in the
    /// root, none has a label; where only some are, that is an error.
    /// </summary>
    FirstFolder,

    /// <summary>The folder that the image is in: <c>flowers/daisy/macro/1.jpg</c> is a <c>macro</c>. As to the root, see <see cref="FirstFolder"/>.</summary>
    NearestFolder,

    /// <summary>
    /// The file's name up to its number, without the signs between: <c>daisy_001.jpg</c>, <c>daisy-2.jpg</c> and <c>daisy (3).jpg</c>
    /// are each a <c>daisy</c>. A name that begins with a digit or such a sign is an error.
    /// </summary>
    FileName,

    /// <summary>No labels: each is empty.</summary>
    None,
}
