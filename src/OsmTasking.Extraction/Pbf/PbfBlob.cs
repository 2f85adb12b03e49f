using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Where a blob lies in its file.</summary>
/// <param name="Offset">The byte at which its framing begins, as errors name it.</param>
/// <param name="Start">The byte at which the blob itself begins.</param>
/// <param name="Length">Its length in bytes, still packed.</param>
internal readonly record struct PbfBlobPlace(long Offset, long Start, int Length)
{
    internal long End => Start + Length;
}

/// <summary>Reads and unpacks blobs one after another into buffers that are reused.</summary>
internal sealed class PbfBlob
{
    internal const int LargestHeader = 64 * 1024;
    internal const int LargestBlob = 32 * 1024 * 1024;

    private byte[] _bytes = [];
    private byte[] _unpacked = [];

    /// <summary>Reads the framing of the blob at a place of the file.</summary>
    /// <returns>False at the end of the file.</returns>
    internal static bool TryFind(SafeFileHandle file, long offset, long fileLength, out string type, out PbfBlobPlace place)
    {
        (type, place) = (string.Empty, default);
        if (offset == fileLength)
        {
            return false;
        }

        // Framings are short: with the first read most are had.
        Span<byte> first = stackalloc byte[64];
        var had = RandomAccess.Read(file, first, offset);
        if (had < 4)
        {
            throw new OsmFormatException("the file ends in the middle of a blob's length");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(first);
        if (length is 0 or > LargestHeader)
        {
            throw new OsmFormatException($"a blob header of {length} bytes; {LargestHeader} are the most (is this a PBF file?)");
        }

        ReadOnlySpan<byte> header = had >= 4 + length ? first.Slice(4, (int)length) : Exactly(file, offset + 4, new byte[length], "header");
        var cursor = new ProtoCursor(header);
        var size = -1L;
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    var name = cursor.Bytes(field, wire);
                    type = name.SequenceEqual("OSMData"u8) ? "OSMData" : Encoding.UTF8.GetString(name);
                    break;
                case 3:
                    size = (long)cursor.Varint(field, wire);
                    break;
                default:
                    cursor.Skip(wire);
                    break;
            }
        }

        place = new(offset, offset + 4 + length, size is >= 0 and <= LargestBlob ? (int)size
            : throw new OsmFormatException($"a blob of {size} bytes; {LargestBlob} are the most"));
        return place.End <= fileLength ? true : throw new OsmFormatException("the file ends in the middle of a blob");
    }

    /// <summary>Reads and unpacks a blob.</summary>
    /// <returns>The buffer it is in, which goes on for <see cref="VarintColumn.Slack"/> bytes after its end, and where.</returns>
    internal (byte[] Buffer, int Start, int Length) Read(SafeFileHandle file, in PbfBlobPlace place)
    {
        Reserve(ref _bytes, place.Length);
        Exactly(file, place.Start, _bytes.AsSpan(0, place.Length), "blob");
        var cursor = new ProtoCursor(_bytes.AsSpan(0, place.Length));
        var (zlib, raw, size) = (-1, -1, -1L);
        var length = 0;
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1 or 3:
                    length = cursor.Bytes(field, wire).Length;
                    (raw, zlib) = field == 1 ? (place.Length - cursor.Rest.Length - length, zlib) : (raw, place.Length - cursor.Rest.Length - length);
                    break;
                case 2:
                    size = (int)cursor.Varint(field, wire);
                    break;
                case 4 or 5 or 6 or 7:
                    var codec = field switch { 4 => "LZMA", 5 => "bzip2", 6 => "LZ4", _ => "Zstandard" };
                    throw new OsmFormatException($"blobs packed with {codec} are not supported; repack the file with zlib (osmium cat -o out.osm.pbf -f pbf,pbf_compression=zlib)");
                default:
                    cursor.Skip(wire);
                    break;
            }
        }

        if (raw >= 0)
        {
            return (_bytes, raw, length);
        }

        Unpack(zlib >= 0 ? zlib : throw new OsmFormatException("a blob without data"), length, size is >= 0 and <= LargestBlob ? (int)size
            : throw new OsmFormatException($"a blob that unpacks to {size} bytes; {LargestBlob} are the most"));
        return (_unpacked, 0, (int)size);
    }

    private void Unpack(int start, int length, int size)
    {
        Reserve(ref _unpacked, size);
        var target = new MemoryStream(_unpacked, 0, size);
        try
        {
            // Read() would take in 8 KiB at a time and remember a window after each: a tenth of the time.
            using var stream = new ZLibStream(new MemoryStream(_bytes, start, length, writable: false), CompressionMode.Decompress);
            stream.CopyTo(target, 1 << 18);
        }
        catch (InvalidDataException fault)
        {
            throw new OsmFormatException("a blob is not valid zlib data", fault);
        }
        catch (NotSupportedException fault)
        {
            // The stream has room for what was promised and does not grow.
            throw new OsmFormatException($"a blob that promises {size} bytes unpacks to more", fault);
        }

        if (target.Position != size)
        {
            throw new OsmFormatException($"a blob that promises {size} bytes unpacks to {target.Position}");
        }
    }

    private static void Reserve(ref byte[] buffer, int length)
    {
        if (buffer.Length < length + VarintColumn.Slack)
        {
            buffer = GC.AllocateUninitializedArray<byte>(length + (length / 4) + VarintColumn.Slack);
        }
    }

    private static Span<byte> Exactly(SafeFileHandle file, long offset, Span<byte> into, string what)
    {
        for (var rest = into; !rest.IsEmpty;)
        {
            var read = RandomAccess.Read(file, rest, offset);
            if (read == 0)
            {
                throw new OsmFormatException($"the file ends in the middle of a {what}");
            }

            rest = rest[read..];
            offset += read;
        }

        return into;
    }
}
