using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace VitMlNet.Testing;

/// <summary>
/// Writes an .npz as numpy does: a zip whose members all carry zip64 fields, dated 1980, stored unless asked otherwise.
/// Members are streamed; nothing but the directory is kept in memory.
/// </summary>
public sealed class NpzWriter : IDisposable
{
    private const long Zip64Limit = int.MaxValue;
    private const ushort Date1980 = 0x0021;

    private readonly FileStream _file;
    private readonly bool _compressed;
    private readonly bool _streamed;
    private readonly List<Member> _members = [];
    private readonly Crc32 _crc = new();
    private DeflateStream? _deflate;
    private long _dataStart;

    public NpzWriter(string path, bool compressed = false, bool streamed = false)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        _compressed = compressed;
        _streamed = streamed;
    }

    private ushort Flags => (ushort)(_streamed ? 8 : 0);

    private ushort Method => (ushort)(_compressed ? 8 : 0);

    /// <summary>Adds a whole member.</summary>
    public void Add(string name, ReadOnlySpan<byte> content)
    {
        Begin(name);
        Write(content);
        End();
    }

    /// <summary>Adds an array of float32.</summary>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
    {
        Begin(name + ".npy");
        Write(NpyFormat.Header("<f4", fortran: false, shape));
        Write(NpyFormat.Encode(values, "<f4"));
        End();
    }

    public void Begin(string name)
    {
        var member = new Member { Name = name, Offset = _file.Position };
        _members.Add(member);
        WriteLocalHeader(member);
        _dataStart = _file.Position;
        _crc.Reset();
        _deflate = _compressed ? new DeflateStream(_file, CompressionLevel.Optimal, leaveOpen: true) : null;
    }

    public void Write(ReadOnlySpan<byte> content)
    {
        _crc.Append(content);
        _members[^1].Size += content.Length;
        if (_deflate is null)
            _file.Write(content);
        else
            _deflate.Write(content);
    }

    /// <summary>Leaves a hole in a stored member, zeros where the file system knows sparse files; its checksum is then wrong.</summary>
    public void Skip(long length)
    {
        _members[^1].Size += length;
        _file.Seek(length, SeekOrigin.Current);
    }

    public void End()
    {
        _deflate?.Dispose();
        Member member = _members[^1];
        member.Crc = _crc.GetCurrentHashAsUInt32();
        member.CompressedSize = _file.Position - _dataStart;
        if (_streamed)
        {
            Put(w => { w.Write(0x08074B50u); w.Write(member.Crc); w.Write(member.CompressedSize); w.Write(member.Size); });
            return;
        }

        long end = _file.Position;
        _file.Position = member.Offset;
        WriteLocalHeader(member);
        _file.Position = end;
    }

    public void Dispose()
    {
        long start = _file.Position;
        foreach (Member member in _members)
            WriteDirectoryEntry(member);
        WriteEnd(start, _file.Position - start);
        _file.Dispose();
    }

    private void WriteLocalHeader(Member member) => Put(w =>
    {
        bool large = member.Size > Zip64Limit || member.CompressedSize > Zip64Limit;
        byte[] name = Encoding.UTF8.GetBytes(member.Name);
        bool known = !_streamed;
        w.Write(0x04034B50u);
        w.Write((ushort)(large ? 45 : 20));
        WriteCommon(w, known ? member.Crc : 0, known ? member.CompressedSize : 0, known ? member.Size : 0, large);
        w.Write((ushort)name.Length);
        w.Write((ushort)20);
        w.Write(name);
        w.Write((ushort)1);
        w.Write((ushort)16);
        w.Write(known ? member.Size : 0);
        w.Write(known ? member.CompressedSize : 0);
    });

    private void WriteCommon(BinaryWriter w, uint crc, long compressedSize, long size, bool large)
    {
        w.Write(Flags);
        w.Write(Method);
        w.Write((ushort)0);
        w.Write(Date1980);
        w.Write(crc);
        w.Write(large ? uint.MaxValue : (uint)compressedSize);
        w.Write(large ? uint.MaxValue : (uint)size);
    }

    private void WriteDirectoryEntry(Member member) => Put(w =>
    {
        bool large = member.Size > Zip64Limit || member.CompressedSize > Zip64Limit;
        bool far = member.Offset > Zip64Limit;
        long[] extra = [.. large ? [member.Size, member.CompressedSize] : (long[])[], .. far ? [member.Offset] : (long[])[]];
        byte[] name = Encoding.UTF8.GetBytes(member.Name);
        byte version = (byte)(extra.Length > 0 ? 45 : 20);
        const byte unix = 3;
        w.Write(0x02014B50u);
        w.Write(version);
        w.Write(unix);
        w.Write((ushort)version);
        WriteCommon(w, member.Crc, member.CompressedSize, member.Size, large);
        w.Write((ushort)name.Length);
        w.Write((ushort)(extra.Length > 0 ? 4 + 8 * extra.Length : 0));
        w.Write((ushort)0);
        w.Write(0u);
        w.Write(Convert.ToUInt32("600", 8) << 16);
        w.Write(far ? uint.MaxValue : (uint)member.Offset);
        w.Write(name);
        if (extra.Length == 0)
            return;
        w.Write((ushort)1);
        w.Write((ushort)(8 * extra.Length));
        foreach (long value in extra)
            w.Write(value);
    });

    private void WriteEnd(long start, long size) => Put(w =>
    {
        long count = _members.Count;
        if (count > ushort.MaxValue || start > Zip64Limit || size > Zip64Limit)
        {
            w.Write(0x06064B50u);
            w.Write(44L);
            w.Write((ushort)45);
            w.Write((ushort)45);
            w.Write(0L);
            foreach (long value in (long[])[count, count, size, start])
                w.Write(value);
            w.Write(0x07064B50u);
            w.Write(0u);
            w.Write(start + size);
            w.Write(1u);
        }

        w.Write(0x06054B50u);
        w.Write(0u);
        w.Write((ushort)Math.Min(count, ushort.MaxValue));
        w.Write((ushort)Math.Min(count, ushort.MaxValue));
        w.Write((uint)Math.Min(size, uint.MaxValue));
        w.Write((uint)Math.Min(start, uint.MaxValue));
        w.Write((ushort)0);
    });

    private void Put(Action<BinaryWriter> write)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        write(writer);
        _file.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private sealed class Member
    {
        public required string Name { get; init; }
        public required long Offset { get; init; }
        public long Size { get; set; }
        public long CompressedSize { get; set; }
        public uint Crc { get; set; }
    }
}
