using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf;

namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>The tensors that <c>variables.index</c> lists: which shard holds each, where, and with which checksum.</summary>
internal sealed partial class TensorBundle
{
    private const string GraphKey = "_CHECKPOINTABLE_OBJECT_GRAPH";
    private const string CounterKey = "save_counter/.ATTRIBUTES/VARIABLE_VALUE";

    private readonly Dictionary<int, BundleEntryProto> _variables = [];

    private TensorBundle(int shardCount) => ShardCount = shardCount;

    public int ShardCount { get; }

    /// <summary>The variables of the module by number, from 0 without a gap.</summary>
    public IReadOnlyList<BundleEntryProto> Variables => [.. Enumerable.Range(0, _variables.Count).Select(number => _variables[number])];

    /// <summary>The tensors that are no variables of the module, by key: a counter, and the object graph.</summary>
    public Dictionary<string, BundleEntryProto> Others { get; } = [];

    /// <exception cref="InvalidDataException">The index is damaged, or not that of a module.</exception>
    public static TensorBundle Read(ReadOnlySpan<byte> index)
    {
        IReadOnlyList<(byte[] Key, byte[] Value)> records = IndexTable.Read(index);
        if (records is not [{ Key: [] }, ..])
            throw new InvalidDataException("it has no header");
        BundleHeaderProto header = Parse(BundleHeaderProto.Parser, "its header", records[0].Value);
        if (header.Endianness != 0)
            throw new InvalidDataException("its tensors are big-endian, and only little-endian ones can be read");
        if (header.NumShards is < 1 or > 99_999)
            throw new InvalidDataException($"it claims {header.NumShards} shards");
        var bundle = new TensorBundle(header.NumShards);
        foreach ((byte[] key, byte[] value) in records.Skip(1))
        {
            // A slice's key begins with a zero; the tensor that is cut into slices is named by an entry of its own.
            if (key is not [0, ..])
                bundle.Add(Printable.Of(Encoding.UTF8.GetString(key)), value);
        }

        bundle.CheckNumbers();
        return bundle;
    }

    private void Add(string key, byte[] value)
    {
        BundleEntryProto entry = Parse(BundleEntryProto.Parser, $"the entry of '{key}'", value);
        if (entry.Slices.Count > 0)
            throw new InvalidDataException($"'{key}' is cut into {entry.Slices.Count} slices over the shards; save the module again without partitioning it");
        if ((uint)entry.ShardId >= (uint)ShardCount)
            throw new InvalidDataException($"'{key}' should lie in shard {entry.ShardId}, but there are {ShardCount} of them");
        if (entry.Offset < 0 || entry.Size < 0)
            throw new InvalidDataException($"'{key}' cannot have {entry.Size} bytes at byte {entry.Offset}");
        Match variable = VariableKey().Match(key);
        bool added = variable.Success
            ? _variables.TryAdd(int.Parse(variable.Groups["number"].ValueSpan, CultureInfo.InvariantCulture), entry)
            : key is GraphKey or CounterKey
                ? Others.TryAdd(key, entry)
                : throw new InvalidDataException(
                    $"it has the tensor '{key}', which modules of Google's Vision Transformers do not have: it is a Keras model, perhaps around such a module, or another network; give the module itself");
        if (!added)
            throw new InvalidDataException($"'{key}' is there twice");
    }

    private void CheckNumbers()
    {
        if (_variables.Count == 0)
            throw new InvalidDataException("it has no variables");
        int largest = _variables.Keys.Max();
        if (largest != _variables.Count - 1)
            throw new InvalidDataException($"its {_variables.Count} variables are numbered up to {largest}, with a gap");
    }

    private static T Parse<T>(MessageParser<T> parser, string what, byte[] bytes)
        where T : IMessage<T>
    {
        try
        {
            return parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new InvalidDataException($"{what} cannot be read", exception);
        }
    }

    [GeneratedRegex("^(variables|trainable_variables)/(?<number>0|[1-9][0-9]{0,5})/\\.ATTRIBUTES/VARIABLE_VALUE$", RegexOptions.CultureInvariant)]
    private static partial Regex VariableKey();
}
