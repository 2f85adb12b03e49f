using System.IO.Compression;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>An entry of a directory: tiles with the same content, or, with a run of 0, another directory.</summary>
internal readonly record struct PmTilesEntry(ulong Id, long Offset, int Length, uint Run);

/// <summary>Directories of PMTiles 3, section 4: columns of numbers, compressed.</summary>
internal static class PmTilesDirectory
{
    internal static byte[] Encode(ReadOnlySpan<PmTilesEntry> entries)
    {
        var bytes = new TileBytes();
        bytes.Varint((uint)entries.Length);
        ulong before = 0;
        foreach (var entry in entries)
        {
            bytes.Varint(entry.Id - before);
            before = entry.Id;
        }

        foreach (var entry in entries)
        {
            bytes.Varint(entry.Run);
        }

        foreach (var entry in entries)
        {
            bytes.Varint((uint)entry.Length);
        }

        for (var i = 0; i < entries.Length; i++)
        {
            // 0 says: right after the one before.
            var follows = i > 0 && entries[i].Offset == entries[i - 1].Offset + entries[i - 1].Length;
            bytes.Varint(follows ? 0 : (ulong)entries[i].Offset + 1);
        }

        return Compress(bytes.Written);
    }

    internal static byte[] Compress(ReadOnlySpan<byte> bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }
}
