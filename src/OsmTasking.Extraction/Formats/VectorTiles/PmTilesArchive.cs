using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>A PMTiles 3 file: header and root directory, tiles, leaf directories, metadata. Tiles with the same content are kept once.</summary>
/// <remarks>Entries wait on disk, so memory does not grow with tiles; only about the last <see cref="MostKnown"/> contents are recognised again.</remarks>
internal sealed class PmTilesArchive : ITileArchive
{
    internal const int HeaderLength = 127;
    private const int RootEnd = 16_384; // A reader may take header and root in one request of this many bytes.
    private const int MostKnown = 1 << 15;
    private const int EntryLength = 24;
    private readonly FileStream _file;
    private readonly FileStream _entries;
    private readonly (UInt128 Hash, long Offset)[] _known = new (UInt128, long)[MostKnown];
    private readonly int _leafLength;
    private PmTilesEntry _last;
    private long _dataLength;
    private ulong _tiles;
    private ulong _entryCount;
    private ulong _contents;

    internal PmTilesArchive(string path, string? tempFolder, int leafLength = 4096)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _leafLength = leafLength;
        _entries = ScratchFile.Create(Path.Combine(tempFolder ?? Path.GetTempPath(), $"osmtasking-entries-{Guid.NewGuid():N}.tmp"));
        try
        {
            _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16) { Position = RootEnd };
        }
        catch
        {
            _entries.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _entries.Dispose();
        _file.Dispose();
    }

    public void Add(TileKey tile, ReadOnlySpan<byte> gzip)
    {
        _tiles++;
        var id = TileIds.Of(tile.Zoom, tile.X, tile.Y);
        var hash = BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(gzip));
        ref var known = ref _known[(int)(hash % MostKnown)];
        if (known.Hash != hash)
        {
            known = (hash, _dataLength);
            _file.Write(gzip);
            _dataLength += gzip.Length;
            _contents++;
        }

        if (_last.Run > 0 && _last.Id + _last.Run == id && _last.Offset == known.Offset)
        {
            _last = _last with { Run = _last.Run + 1 };
            return;
        }

        WriteLast();
        _last = new(id, known.Offset, gzip.Length, 1);
    }

    public void Complete(TileSetMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        WriteLast();
        var leavesStart = _file.Position;
        var root = WriteDirectories();
        var metadataStart = _file.Position;
        var json = PmTilesDirectory.Compress(Encoding.UTF8.GetBytes(metadata.ToJson()));
        _file.Write(json);

        var header = new byte[HeaderLength];
        "PMTiles"u8.CopyTo(header);
        header[7] = 3;
        long[] places =
        [
            HeaderLength, root.Length, metadataStart, json.Length, leavesStart, metadataStart - leavesStart, RootEnd, _dataLength,
            (long)_tiles, (long)_entryCount, (long)_contents,
        ];
        for (var i = 0; i < places.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8 + (8 * i)), places[i]);
        }

        // Clustered; directories and tiles in gzip; Mapbox vector tiles.
        ReadOnlySpan<byte> kinds = [1, 2, 2, 1, (byte)metadata.MinZoom, (byte)metadata.MaxZoom];
        kinds.CopyTo(header.AsSpan(96));
        WriteDegrees(header, 102, metadata.West, metadata.South, metadata.East, metadata.North);
        header[118] = (byte)metadata.CenterZoom;
        WriteDegrees(header, 119, metadata.CenterLongitude, metadata.CenterLatitude);
        _file.Position = 0;
        _file.Write(header);
        _file.Write(root);
        _file.Flush();
    }

    private static void WriteDegrees(byte[] header, int at, params ReadOnlySpan<double> degrees)
    {
        for (var i = 0; i < degrees.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(at + (4 * i)), (int)Math.Round(degrees[i] * 1e7));
        }
    }

    /// <summary>Writes leaves, unless everything has its place in the root; returns the root.</summary>
    private byte[] WriteDirectories()
    {
        var start = _file.Position;
        if (_entryCount <= (ulong)_leafLength)
        {
            _entries.Position = 0;
            var root = PmTilesDirectory.Encode(ReadEntries((int)_entryCount));
            if (HeaderLength + root.Length <= RootEnd)
            {
                return root;
            }
        }

        // Longer leaves until their list fits.
        for (long length = _leafLength; ; length *= 2)
        {
            _file.Position = start;
            _file.SetLength(start);
            _entries.Position = 0;
            List<PmTilesEntry> leaves = [];
            for (var left = (long)_entryCount; left > 0; left -= length)
            {
                var entries = ReadEntries((int)Math.Min(left, length));
                var leaf = PmTilesDirectory.Encode(entries);
                leaves.Add(new(entries[0].Id, _file.Position - start, leaf.Length, 0));
                _file.Write(leaf);
            }

            var root = PmTilesDirectory.Encode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(leaves));
            if (HeaderLength + root.Length <= RootEnd)
            {
                return root;
            }
        }
    }

    private void WriteLast()
    {
        if (_last.Run == 0)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[EntryLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _last.Id);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], _last.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], _last.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], _last.Run);
        _entries.Write(bytes);
        _entryCount++;
    }

    private PmTilesEntry[] ReadEntries(int count)
    {
        var entries = new PmTilesEntry[count];
        Span<byte> bytes = stackalloc byte[EntryLength];
        for (var i = 0; i < count; i++)
        {
            _entries.ReadExactly(bytes);
            entries[i] = new(
                BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]));
        }

        return entries;
    }
}
