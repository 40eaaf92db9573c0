namespace VitMlNet.Testing;

/// <summary>How a <see cref="FileServer"/> answers one request; the default is what a good server does.</summary>
public sealed record ServerReply
{
    /// <summary>The whole answer, its status and headers included; nothing else counts then.</summary>
    public byte[]? Raw { get; init; }

    /// <summary>A status other than that of a good answer; the body is a short text then.</summary>
    public int? Status { get; init; }

    /// <summary>Where a redirection leads.</summary>
    public string? Location { get; init; }

    /// <summary>The connection is closed after this many bytes of the body.</summary>
    public int? BreakAfter { get; init; }

    /// <summary>Nothing more is sent after this many bytes of the body, and the connection stays open.</summary>
    public int? StallAfter { get; init; }

    /// <summary>This byte of the file is sent wrong.</summary>
    public int? CorruptAt { get; init; }

    /// <summary>A request for a part gets the whole file.</summary>
    public bool IgnoreRange { get; init; }

    /// <summary>A part of another version is sent than the request asked for.</summary>
    public bool IgnoreCondition { get; init; }

    /// <summary>The body is sent in chunks, and its length is not told.</summary>
    public bool Chunked { get; init; }

    /// <summary>The length that is told, where it is not the true one.</summary>
    public int? ToldLength { get; init; }

    /// <summary>A part is sent that begins this many bytes too late.</summary>
    public int ShiftRange { get; init; }

    /// <summary>Milliseconds between pieces of a hundredth of the file.</summary>
    public int Slowness { get; init; }
}
