using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json.Nodes;
using OsmTasking.Extraction.Formats.VectorTiles;

namespace OsmTasking.Extraction.Tests.Formats.VectorTiles;

/// <summary>Reads PMTiles 3 as the specification says, strictly.</summary>
internal sealed class PmTilesFile
{
    private readonly byte[] _bytes;

    internal PmTilesFile(string path)
    {
        _bytes = File.ReadAllBytes(path);
        Assert.Equal("PMTiles\u0003"u8.ToArray(), _bytes[..8]);
        Assert.Equal([1, 2, 2, 1], _bytes[96..100]);
        Assert.True(Long(8) >= 127 && Long(8) + Long(16) <= 16_384);
        Metadata = JsonNode.Parse(Unpack(Section(24)))!;
        Walk(Section(8), 0);
        var runs = Entries.Sum(entry => (long)entry.Run);
        Assert.Equal((runs, Entries.Count, Entries.Select(entry => entry.Offset).Distinct().Count()), (Long(72), (int)Long(80), (int)Long(88)));
        Assert.Equal(Entries.DistinctBy(entry => entry.Offset).Sum(entry => entry.Length), Long(64));
        ulong next = 0;
        long end = 0;
        foreach (var entry in Entries)
        {
            Assert.True(entry.Id >= next && entry.Run > 0);
            Assert.True(entry.Offset <= end, "not clustered");
            next = entry.Id + entry.Run;
            end = Math.Max(end, entry.Offset + entry.Length);
        }
    }

    internal JsonNode Metadata { get; }

    internal List<PmTilesEntry> Entries { get; } = [];

    internal int Leaves { get; private set; }

    internal (int Min, int Max, int Center) Zooms => (_bytes[100], _bytes[101], _bytes[118]);

    internal double[] Bounds => [.. new[] { 102, 106, 110, 114, 119, 123 }.Select(at => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at)) / 1e7)];

    /// <summary>All tiles, in their order.</summary>
    internal IEnumerable<(Core.Tasks.TileKey Tile, byte[] Bytes, List<DecodedFeature> Features)> Tiles()
    {
        foreach (var entry in Entries)
        {
            var gzip = _bytes.AsSpan((int)(Long(56) + entry.Offset), entry.Length).ToArray();
            var features = DecodedTile.Read(Unpack(gzip));
            for (var i = 0u; i < entry.Run; i++)
            {
                yield return (TileIds.Tile(entry.Id + i), gzip, features);
            }
        }
    }

    internal static byte[] Unpack(ReadOnlySpan<byte> gzip)
    {
        using var stream = new GZipStream(new MemoryStream(gzip.ToArray()), CompressionMode.Decompress);
        using var output = new MemoryStream();
        stream.CopyTo(output);
        return output.ToArray();
    }

    private long Long(int at) => BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(at));

    private ReadOnlySpan<byte> Section(int at) => _bytes.AsSpan((int)Long(at), (int)Long(at + 8));

    private void Walk(ReadOnlySpan<byte> directory, int depth)
    {
        var bytes = Unpack(directory);
        var at = 0;
        var entries = new PmTilesEntry[DecodedTile.Varint(bytes, ref at)];
        ulong id = 0;
        for (var i = 0; i < entries.Length; i++)
        {
            id += DecodedTile.Varint(bytes, ref at);
            entries[i] = new(id, 0, 0, 0);
        }

        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = entries[i] with { Run = (uint)DecodedTile.Varint(bytes, ref at) };
        }

        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = entries[i] with { Length = (int)DecodedTile.Varint(bytes, ref at) };
            Assert.True(entries[i].Length > 0);
        }

        for (var i = 0; i < entries.Length; i++)
        {
            var offset = (long)DecodedTile.Varint(bytes, ref at);
            entries[i] = entries[i] with { Offset = offset == 0 ? entries[i - 1].Offset + entries[i - 1].Length : offset - 1 };
        }

        Assert.Equal(bytes.Length, at);
        foreach (var entry in entries)
        {
            if (entry.Run == 0)
            {
                Assert.True(depth < 1);
                Leaves++;
                Walk(_bytes.AsSpan((int)(Long(40) + entry.Offset), entry.Length), depth + 1);
            }
            else
            {
                Entries.Add(entry);
            }
        }
    }
}
