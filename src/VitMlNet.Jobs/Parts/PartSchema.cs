using Parquet.Schema;

namespace VitMlNet;

/// <summary>The columns of a part, and what it says about itself.</summary>
internal sealed class PartSchema
{
    public const string PositionName = "position";
    public const string AddressName = "uri";
    public const string ErrorName = "error";

    public const string JobId = "vitmlnet.job";
    public const string Shard = "vitmlnet.shard";
    public const string Version = "vitmlnet.version";
    public const string ModelHash = "vitmlnet.model.sha256";

    public DataField Position { get; } = new DataField<long>(PositionName);
    public DataField Address { get; } = new DataField<string>(AddressName);
    public DataField Error { get; } = new DataField<string>(ErrorName);
    public DataField Label { get; } = new DataField<string>("label");
    public DataField Score { get; } = new DataField<float?>("score");

    /// <summary>A schema for one file: fields belong to one schema, which tells them their levels.</summary>
    public PartSchema(VitJobKind kind)
    {
        if (kind == VitJobKind.Classify)
        {
            ClassItems = new DataField<int>("element", nullable: false);
            ValueItems = new DataField<float>("element", nullable: false);
            Schema = new ParquetSchema(
                Position, Address, Label, Score, new ListField("top_classes", ClassItems), new ListField("top_scores", ValueItems), Error);
        }
        else
        {
            ValueItems = new DataField<float>("element", nullable: false);
            Schema = new ParquetSchema(Position, Address, new ListField("features", ValueItems), Error);
        }
    }

    public ParquetSchema Schema { get; }

    /// <summary>The elements of the list of classes; <see langword="null"/> for features.</summary>
    public DataField? ClassItems { get; }

    /// <summary>The elements of the list of scores, or of features.</summary>
    public DataField ValueItems { get; }

    public static Dictionary<string, string> Describe(VitJobPlan plan, int shard) => new()
    {
        [JobId] = plan.Id,
        [Shard] = shard.ToString(System.Globalization.CultureInfo.InvariantCulture),
        [Version] = plan.LibraryVersion,
        [ModelHash] = plan.Model.Files[0].Sha256,
    };
}
