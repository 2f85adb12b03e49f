using System.Buffers;
using System.Buffers.Binary;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats;

/// <summary>The shape types of a layer, numbered as in the ESRI Shapefile Technical Description (July 1998).</summary>
internal enum ShapeType
{
    /// <summary>No geometry.</summary>
    Null = 0,

    /// <summary>One position.</summary>
    Point = 1,

    /// <summary>Lines.</summary>
    PolyLine = 3,

    /// <summary>Rings: outer ones run clockwise, holes counter-clockwise.</summary>
    Polygon = 5,
}

/// <summary>Writes a .shp and its .shx, record by record.</summary>
internal sealed class ShapeFile : IDisposable
{
    private const int HeaderBytes = 100;

    private readonly FileStream _shapes;
    private readonly FileStream _index;
    private readonly ShapeType _type;
    private readonly long _limit;
    private readonly ArrayBufferWriter<byte> _record = new(1024);
    private (double West, double South, double East, double North) _bounds = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
    private int _count;

    /// <summary>Starts the two files.</summary>
    /// <param name="path">Their path without the ending.</param>
    /// <param name="type">What every record is, unless it has no geometry.</param>
    /// <param name="limit">The most bytes of the .shp.</param>
    internal ShapeFile(string path, ShapeType type, long limit)
    {
        (_type, _limit) = (type, limit);
        _shapes = new($"{path}.shp", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        _index = new($"{path}.shx", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        WriteHeader(_shapes);
        WriteHeader(_index);
    }

    internal void AddNull()
    {
        _record.ResetWrittenCount();
        WriteInt((int)ShapeType.Null);
        WriteRecord();
    }

    internal void AddPoint(ReadOnlySpan<double> position)
    {
        _record.ResetWrittenCount();
        WriteInt((int)ShapeType.Point);
        WriteDouble(position[0]);
        WriteDouble(position[1]);
        Extend(position);
        WriteRecord();
    }

    /// <summary>Adds all lines or rings of a geometry; points it may have are left out. Rings are turned round.</summary>
    internal void AddPaths(PackedGeometry geometry)
    {
        var positions = geometry.Coordinates[(2 * geometry.PointCount)..];
        _record.ResetWrittenCount();
        WriteInt((int)_type);
        WriteBounds(BoundsOf(positions));
        WriteInt(geometry.PathEnds.Length);
        WriteInt(positions.Length / 2);
        for (var i = 0; i < geometry.PathEnds.Length; i++)
        {
            WriteInt(i == 0 ? 0 : geometry.PathEnds[i - 1] - geometry.PointCount);
        }

        for (var path = 0; path < geometry.PathEnds.Length; path++)
        {
            var part = geometry.Path(path);
            for (var i = 0; i < part.Length; i += 2)
            {
                var at = _type == ShapeType.Polygon ? part.Length - 2 - i : i;
                WriteDouble(part[at]);
                WriteDouble(part[at + 1]);
            }
        }

        Extend(positions);
        WriteRecord();
    }

    /// <summary>Writes the lengths and bounds into the headers and closes both.</summary>
    internal void Complete()
    {
        foreach (var file in new[] { _shapes, _index })
        {
            file.Flush();
            var length = file.Length;
            file.Position = 0;
            WriteHeader(file, (int)(length / 2));
            file.Dispose();
        }
    }

    public void Dispose()
    {
        _shapes.Dispose();
        _index.Dispose();
    }

    private static (double West, double South, double East, double North) BoundsOf(ReadOnlySpan<double> positions)
    {
        var (west, south, east, north) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        for (var i = 0; i + 1 < positions.Length; i += 2)
        {
            (west, east) = (Math.Min(west, positions[i]), Math.Max(east, positions[i]));
            (south, north) = (Math.Min(south, positions[i + 1]), Math.Max(north, positions[i + 1]));
        }

        return (west, south, east, north);
    }

    private void Extend(ReadOnlySpan<double> positions)
    {
        var (west, south, east, north) = BoundsOf(positions);
        _bounds = (Math.Min(_bounds.West, west), Math.Min(_bounds.South, south), Math.Max(_bounds.East, east), Math.Max(_bounds.North, north));
    }

    private void WriteRecord()
    {
        var start = _shapes.Position;
        if (start + 8 + _record.WrittenCount > _limit)
        {
            throw new FormatLimitException($"{_shapes.Name} would be larger than {_limit} bytes, the most a .shp holds (2 GB); take a smaller area or fewer kinds, or another format.");
        }

        Span<byte> numbers = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(numbers, ++_count);
        BinaryPrimitives.WriteInt32BigEndian(numbers[4..], _record.WrittenCount / 2);
        _shapes.Write(numbers);
        _shapes.Write(_record.WrittenSpan);
        BinaryPrimitives.WriteInt32BigEndian(numbers, (int)(start / 2));
        _index.Write(numbers);
    }

    private void WriteHeader(FileStream file, int words = 0)
    {
        _record.ResetWrittenCount();
        var header = _record.GetSpan(36)[..36];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, 9994);
        BinaryPrimitives.WriteInt32BigEndian(header[24..], words);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], 1000);
        BinaryPrimitives.WriteInt32LittleEndian(header[32..], (int)_type);
        _record.Advance(36);
        WriteBounds(_bounds.West > _bounds.East ? default : _bounds);
        _record.GetSpan(HeaderBytes - _record.WrittenCount)[..(HeaderBytes - _record.WrittenCount)].Clear();
        _record.Advance(HeaderBytes - _record.WrittenCount);
        file.Write(_record.WrittenSpan);
    }

    private void WriteBounds((double West, double South, double East, double North) bounds)
    {
        WriteDouble(bounds.West);
        WriteDouble(bounds.South);
        WriteDouble(bounds.East);
        WriteDouble(bounds.North);
    }

    private void WriteInt(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_record.GetSpan(4), value);
        _record.Advance(4);
    }

    private void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_record.GetSpan(8), value);
        _record.Advance(8);
    }
}
