using Microsoft.Win32.SafeHandles;

namespace OsmTasking.Extraction.Formats;

/// <summary>Copies pieces of a file one behind the other into another.</summary>
/// <remarks>
/// As many as fit into a batch are read in the order of the file they are in, for a disk goes forward faster than to and fro. A piece larger than a
/// batch is read alone. Memory: a batch.
/// </remarks>
/// <param name="from">The file to read.</param>
/// <param name="to">The file to write.</param>
/// <param name="position">Where in it the first piece goes.</param>
/// <param name="batch">The bytes of a batch.</param>
internal sealed class SpoolCopy(SafeFileHandle from, SafeFileHandle to, long position, int batch)
{
    private readonly List<(long Start, int Target, int Length)> _pieces = [];
    private byte[] _bytes = [];
    private long _position = position;
    private int _size;

    /// <summary>Copies a piece, not necessarily at once.</summary>
    internal void Add(long start, int length)
    {
        if (_pieces.Count > 0 && length > batch - _size)
        {
            Flush();
        }

        _pieces.Add((start, _size, length));
        _size += length;
    }

    /// <summary>Copies what waits.</summary>
    internal void Flush()
    {
        if (_bytes.Length < _size)
        {
            _bytes = new byte[_size > batch / 2 ? Math.Max(_size, batch) : _size];
        }

        _pieces.Sort();
        foreach (var (start, target, length) in _pieces)
        {
            Read(start, _bytes.AsSpan(target, length));
        }

        RandomAccess.Write(to, _bytes.AsSpan(0, _size), _position);
        _position += _size;
        _size = 0;
        _pieces.Clear();
    }

    private void Read(long start, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(from, bytes, start);
            if (read == 0)
            {
                throw new EndOfStreamException("A file was cut short while it was in use.");
            }

            bytes = bytes[read..];
            start += read;
        }
    }
}
