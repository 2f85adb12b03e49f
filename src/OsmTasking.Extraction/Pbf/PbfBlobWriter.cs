using System.Buffers.Binary;
using System.IO.Compression;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Packs blobs with zlib, several at a time, and writes them in the order in which they came.</summary>
internal sealed class PbfBlobWriter(Stream stream)
{
    private static readonly int Lanes = Math.Clamp(Environment.ProcessorCount, 1, 16);
    private readonly Queue<Task<byte[]>> _underway = [];

    /// <summary>Writes a blob as it is, without packing it.</summary>
    /// <returns>Where its content begins, in bytes from the start of the framing.</returns>
    internal int WriteRaw(string type, ReadOnlySpan<byte> data)
    {
        var blob = new ProtoWriter();
        blob.Bytes(1, data);
        var framed = Frame(type, blob);
        stream.Write(framed);
        return framed.Length - data.Length;
    }

    internal void Write(string type, ProtoWriter data)
    {
        if (_underway.Count >= Lanes)
        {
            stream.Write(_underway.Dequeue().GetAwaiter().GetResult());
        }

        _underway.Enqueue(Task.Run(() => Pack(type, data)));
    }

    /// <summary>Waits for what is under way.</summary>
    internal void Flush()
    {
        while (_underway.Count > 0)
        {
            stream.Write(_underway.Dequeue().GetAwaiter().GetResult());
        }

        stream.Flush();
    }

    private static byte[] Pack(string type, ProtoWriter data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(data.Written);
        }

        var blob = new ProtoWriter();
        blob.Number(2, (ulong)data.Length);
        blob.Bytes(3, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        return Frame(type, blob);
    }

    private static byte[] Frame(string type, ProtoWriter blob)
    {
        var header = new ProtoWriter();
        header.Text(1, type);
        header.Number(3, (ulong)blob.Length);
        var framed = new byte[4 + header.Length + blob.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, header.Length);
        header.Written.CopyTo(framed.AsSpan(4));
        blob.Written.CopyTo(framed.AsSpan(4 + header.Length));
        return framed;
    }
}
