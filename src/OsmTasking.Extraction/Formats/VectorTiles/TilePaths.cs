using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>A box in steps of one zoom, edges included; rows grow southwards.</summary>
internal readonly record struct TileBox(int West, int North, int East, int South)
{
    internal static readonly TileBox Empty = new(int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);

    internal int Width => East - West;

    internal int Height => South - North;

    internal bool Contains(TileBox other) => other.West >= West && other.East <= East && other.North >= North && other.South <= South;

    internal bool Meets(TileBox other) => other.West <= East && other.East >= West && other.North <= South && other.South >= North;

    internal bool Contains(int x, int y) => x >= West && x <= East && y >= North && y <= South;
}

/// <summary>Lines, or rings without their closing position, or points, as flat arrays in steps of one zoom; reused.</summary>
internal sealed class TilePaths
{
    private readonly List<int> _positions = [];
    private readonly List<int> _ends = [];
    private readonly List<bool> _holes = [];

    internal int Count => _ends.Count;

    /// <summary>Gets x, y, x, y and so on.</summary>
    internal Span<int> Positions => CollectionsMarshal.AsSpan(_positions);

    internal Span<int> Path(int index) => Positions[(index == 0 ? 0 : _ends[index - 1]).._ends[index]];

    internal bool IsHole(int index) => _holes[index];

    internal void Clear()
    {
        _positions.Clear();
        _ends.Clear();
        _holes.Clear();
    }

    internal void Add(int x, int y)
    {
        _positions.Add(x);
        _positions.Add(y);
    }

    /// <summary>Adds a position to the open path unless it equals the one before.</summary>
    internal void Append(int x, int y)
    {
        var count = _positions.Count;
        if (count > Start && _positions[count - 2] == x && _positions[count - 1] == y)
        {
            return;
        }

        Add(x, y);
    }

    internal void AddPath(ReadOnlySpan<int> path, bool hole = false)
    {
        _positions.AddRange(path);
        End(hole);
    }

    /// <summary>Ends the open path, or takes it back when it has fewer positions than asked for.</summary>
    internal bool EndPath(int fewest, bool hole = false)
    {
        // A ring that comes back to its first position has that twice.
        var path = CollectionsMarshal.AsSpan(_positions)[Start..];
        if (fewest > 2 && path.Length > 2 && path[0] == path[^2] && path[1] == path[^1])
        {
            CollectionsMarshal.SetCount(_positions, _positions.Count - 2);
        }

        if (_positions.Count - Start < fewest * 2)
        {
            CollectionsMarshal.SetCount(_positions, Start);
            return false;
        }

        End(hole);
        return true;
    }

    /// <summary>Keeps only the first positions of the open path.</summary>
    internal void Shorten(int positions) => CollectionsMarshal.SetCount(_positions, Start + (positions * 2));

    internal Span<int> Open => CollectionsMarshal.AsSpan(_positions)[Start..];

    internal TileBox Bounds()
    {
        var (west, north, east, south) = TileBox.Empty;
        var positions = Positions;
        for (var i = 0; i + 1 < positions.Length; i += 2)
        {
            west = Math.Min(west, positions[i]);
            east = Math.Max(east, positions[i]);
            north = Math.Min(north, positions[i + 1]);
            south = Math.Max(south, positions[i + 1]);
        }

        return new(west, north, east, south);
    }

    private int Start => _ends.Count == 0 ? 0 : _ends[^1];

    private void End(bool hole)
    {
        _ends.Add(_positions.Count);
        _holes.Add(hole);
    }
}
