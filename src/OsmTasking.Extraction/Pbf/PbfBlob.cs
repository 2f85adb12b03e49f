using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace OsmTasking.Extraction.Pbf;

/// <summary>The framing of a PBF file: length, header, blob; limits as the format has them.</summary>
internal static class PbfBlob
{
    internal const int LargestHeader = 64 * 1024;
    internal const int LargestBlob = 32 * 1024 * 1024;

    /// <summary>Reads the next blob, still compressed; null at the end of the file.</summary>
    internal static (string Type, byte[] Bytes)? ReadNext(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[4];
        var read = stream.ReadAtLeast(prefix, 4, throwOnEndOfStream: false);
        if (read == 0)
        {
            return null;
        }

        if (read < 4)
        {
            throw new OsmFormatException("the file ends in the middle of a blob's length");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix);
        if (length is 0 or > LargestHeader)
        {
            throw new OsmFormatException($"a blob header of {length} bytes; {LargestHeader} are the most (is this a PBF file?)");
        }

        var header = Exactly(stream, (int)length, "header");
        var cursor = new ProtoCursor(header);
        var type = string.Empty;
        var size = -1L;
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    type = Encoding.UTF8.GetString(cursor.Bytes(field, wire));
                    break;
                case 3:
                    size = (long)cursor.Varint(field, wire);
                    break;
                default:
                    cursor.Skip(wire);
                    break;
            }
        }

        return size is >= 0 and <= LargestBlob
            ? (type, Exactly(stream, (int)size, "blob"))
            : throw new OsmFormatException($"a blob of {size} bytes; {LargestBlob} are the most");
    }

    /// <summary>Unpacks a blob into a buffer that is reused and grows; returns what it holds.</summary>
    internal static ReadOnlySpan<byte> Unpack(byte[] blob, ref byte[] buffer)
    {
        var cursor = new ProtoCursor(blob);
        ReadOnlySpan<byte> zlib = default, raw = default;
        var (hasRaw, hasZlib, size) = (false, false, -1L);
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    raw = cursor.Bytes(field, wire);
                    hasRaw = true;
                    break;
                case 2:
                    size = (int)cursor.Varint(field, wire);
                    break;
                case 3:
                    zlib = cursor.Bytes(field, wire);
                    hasZlib = true;
                    break;
                case 4 or 5 or 6 or 7:
                    var codec = field switch { 4 => "LZMA", 5 => "bzip2", 6 => "LZ4", _ => "Zstandard" };
                    throw new OsmFormatException($"blobs packed with {codec} are not supported; repack the file with zlib (osmium cat -o out.osm.pbf -f pbf,pbf_compression=zlib)");
                default:
                    cursor.Skip(wire);
                    break;
            }
        }

        if (hasRaw)
        {
            return raw;
        }

        if (!hasZlib || size is < 0 or > LargestBlob)
        {
            throw new OsmFormatException(hasZlib ? $"a blob that unpacks to {size} bytes; {LargestBlob} are the most" : "a blob without data");
        }

        if (buffer.Length < size + 1)
        {
            buffer = GC.AllocateUninitializedArray<byte>((int)size + 1);
        }

        try
        {
            // One byte more than promised is asked for, so that a blob that lies is found out and never unpacked further.
            using var stream = new ZLibStream(new MemoryStream(zlib.ToArray(), writable: false), CompressionMode.Decompress);
            var unpacked = stream.ReadAtLeast(buffer.AsSpan(0, (int)size + 1), (int)size + 1, throwOnEndOfStream: false);
            return unpacked == size ? buffer.AsSpan(0, (int)size)
                : throw new OsmFormatException($"a blob that promises {size} bytes unpacks to {(unpacked > size ? "more" : unpacked)}");
        }
        catch (InvalidDataException fault)
        {
            throw new OsmFormatException("a blob is not valid zlib data", fault);
        }
    }

    private static byte[] Exactly(Stream stream, int length, string what)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        return stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false) == length ? bytes
            : throw new OsmFormatException($"the file ends in the middle of a {what}");
    }
}
