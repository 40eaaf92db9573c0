using System.Net.Http.Headers;

namespace VitMlNet.Store.Downloads;

/// <summary>A file on a server.</summary>
/// <param name="Name">Its name on this machine.</param>
/// <param name="Address">Its address.</param>
/// <param name="Length">Its size in bytes, if it is known before the download.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal digits, if it is known or the server states it elsewhere than in the answer.</param>
/// <param name="Authorization">What is sent to this server, and to no other that it may redirect to.</param>
/// <param name="IsPublished">Whether it is asked for by the name of a published model, so that something has to show that it is that one.</param>
internal sealed record RemoteFile(
    string Name, Uri Address, long? Length = null, string? Sha256 = null, AuthenticationHeaderValue? Authorization = null,
    bool IsPublished = false);
