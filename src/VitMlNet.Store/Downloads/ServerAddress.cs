namespace VitMlNet.Store.Downloads;

/// <summary>Where a checkpoint is downloaded from.</summary>
internal static class ServerAddress
{
    /// <summary>The file in the folder of the mirror, or of the one that the environment variable names, or of Google's.</summary>
    /// <exception cref="VitModelStoreException">The mirror's address is not valid.</exception>
    public static Uri Of(VitPublishedModel model, Uri? mirror)
    {
        if (mirror is null && Environment.GetEnvironmentVariable(VitModelStoreOptions.MirrorVariable) is { Length: > 0 } named)
        {
            if (!Uri.TryCreate(named, UriKind.Absolute, out mirror))
                throw Wrong(model, named, $"the environment variable {VitModelStoreOptions.MirrorVariable}");
        }

        if (mirror is null)
            return model.Address;
        if (!mirror.IsAbsoluteUri || mirror.Scheme is not ("http" or "https"))
            throw Wrong(model, mirror.OriginalString, "the mirror");
        var folder = mirror.AbsoluteUri.EndsWith('/') ? mirror : new Uri(mirror.AbsoluteUri + "/");
        return new Uri(folder, model.FileName);
    }

    private static VitModelStoreException Wrong(VitPublishedModel model, string found, string what) =>
        new($"{what} is '{found}'; the address of a folder was expected, such as {VitPublishedModel.PublishedFolder}.", model.Name);
}
