using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Locations;

/// <summary>Append-only memory outside the garbage collector's: ordinary, or a file mapped into memory where there is not enough of it.</summary>
internal sealed unsafe class LocationPool : IDisposable
{
    // What is not written to takes no memory yet, and a page that does not fit at the end of a chunk wastes little of one so large.
    private const int ChunkLength = 64 << 20;
    // Readable after the end of whatever was taken, for those who look at 32 bytes at once.
    private const int Slack = 32;

    private readonly List<nint> _chunks = [];
    private readonly List<(MemoryMappedFile Map, MemoryMappedViewAccessor View)> _views = [];
    private readonly FileStream? _file;
    private int _used = ChunkLength;

    /// <summary>Creates a pool.</summary>
    /// <param name="path">A file that does not exist yet and is deleted with the pool; null for ordinary memory.</param>
    internal LocationPool(string? path) =>
        _file = path is null ? null : new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

    /// <summary>Gets the bytes taken so far.</summary>
    internal long Length => ((long)_chunks.Count * ChunkLength) - (_chunks.Count == 0 ? 0 : ChunkLength - _used);

    /// <summary>Takes so many bytes, at most 32 MiB; they begin at a multiple of 8 and stay where they are.</summary>
    internal nint Take(int bytes)
    {
        bytes = (bytes + 7) & ~7;
        if (_used + bytes > ChunkLength - Slack)
        {
            _chunks.Add(_file is null ? (nint)NativeMemory.Alloc(ChunkLength) : Map(_file));
            _used = 0;
        }

        var taken = _chunks[^1] + _used;
        _used += bytes;
        return taken;
    }

    public void Dispose()
    {
        foreach (var (map, view) in _views)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            map.Dispose();
        }

        if (_file is null)
        {
            foreach (var chunk in _chunks)
            {
                NativeMemory.Free((void*)chunk);
            }
        }

        _views.Clear();
        _chunks.Clear();
        _used = ChunkLength;
        _file?.Dispose();
    }

    private nint Map(FileStream file)
    {
        var offset = file.Length;
        file.SetLength(offset + ChunkLength);
        var map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        var view = map.CreateViewAccessor(offset, ChunkLength);
        _views.Add((map, view));
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        return (nint)(pointer + view.PointerOffset);
    }
}
