using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace VitMlNet;

/// <summary>One photograph of many: its prediction, or the reason why there is none. Immutable and thread-safe.</summary>
/// <typeparam name="TValue">The prediction.</typeparam>
public class VitResult<TValue>
    where TValue : class
{
    private readonly TValue? _value;

    internal VitResult(string source, TValue? value, VitImageException? error) => (Source, _value, Error) = (source, value, error);

    /// <summary>The photograph's path, or the name of its <see cref="VitImageSource"/>.</summary>
    public string Source { get; }

    /// <summary>Why the photograph could not be read, or <see langword="null"/> if it was scored.</summary>
    public VitImageException? Error { get; }

    /// <summary>Whether the photograph was scored, so that <see cref="Value"/> can be read.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>The prediction.</summary>
    /// <exception cref="VitImageException">The photograph could not be read; it is <see cref="Error"/>.</exception>
    public TValue Value
    {
        get
        {
            if (Error is not null)
                ExceptionDispatchInfo.Throw(Error);
            return _value!;
        }
    }
}

/// <summary>The classification of one photograph of many, or the reason why there is none.</summary>
public sealed class VitResult : VitResult<VitClassification>
{
    internal VitResult(string source, VitClassification? value, VitImageException? error)
        : base(source, value, error)
    {
    }
}
