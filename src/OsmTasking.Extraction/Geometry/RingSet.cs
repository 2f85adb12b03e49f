using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Geometries;

/// <summary>Rings as they are found, and which of them are edges of the same piece of area.</summary>
internal sealed class RingSet
{
    private readonly List<ulong> _locations = [];
    private readonly List<(int Start, int End, int Walk, bool Outer)> _rings = [];
    private readonly List<int> _pieceOfWalk = [];
    private readonly List<int> _lastHole = [];
    private readonly List<int> _holeBefore = [];

    internal void Clear()
    {
        _locations.Clear();
        _rings.Clear();
        _pieceOfWalk.Clear();
    }

    internal int StartWalk()
    {
        _pieceOfWalk.Add(_pieceOfWalk.Count);
        return _pieceOfWalk.Count - 1;
    }

    internal void Join(int walk, int other) => _pieceOfWalk[Piece(walk)] = Piece(other);

    internal void Add(ulong location) => _locations.Add(location);

    internal void EndRing(int walk)
    {
        var start = _rings.Count == 0 ? 0 : _rings[^1].End;
        _rings.Add((start, _locations.Count, walk, IsCounterClockwise(CollectionsMarshal.AsSpan(_locations)[start..])));
    }

    /// <summary>Writes all polygons, each outer ring followed by its holes, and returns how many there are.</summary>
    internal int Write(PackedGeometry into)
    {
        CollectionsMarshal.SetCount(_lastHole, _pieceOfWalk.Count);
        CollectionsMarshal.SetCount(_holeBefore, _rings.Count);
        CollectionsMarshal.AsSpan(_lastHole).Fill(-1);
        for (var i = _rings.Count - 1; i >= 0; i--)
        {
            if (!_rings[i].Outer)
            {
                var piece = Piece(_rings[i].Walk);
                (_holeBefore[i], _lastHole[piece]) = (_lastHole[piece], i);
            }
        }

        into.Start(GeometryKind.MultiPolygon);
        foreach (var ring in _rings)
        {
            if (ring.Outer)
            {
                WriteRing(ring.Start, ring.End, into);
                for (var hole = _lastHole[Piece(ring.Walk)]; hole >= 0; hole = _holeBefore[hole])
                {
                    WriteRing(_rings[hole].Start, _rings[hole].End, into);
                }

                into.EndPolygon();
            }
        }

        return into.PolygonEnds.Length;
    }

    private void WriteRing(int start, int end, PackedGeometry into)
    {
        foreach (var location in CollectionsMarshal.AsSpan(_locations)[start..end])
        {
            into.Add(location);
        }

        into.Add(_locations[start]);
        into.EndPath();
    }

    private int Piece(int walk)
    {
        while (_pieceOfWalk[walk] != walk)
        {
            walk = _pieceOfWalk[walk] = _pieceOfWalk[_pieceOfWalk[walk]];
        }

        return walk;
    }

    private static bool IsCounterClockwise(ReadOnlySpan<ulong> ring)
    {
        long x0 = PackedLocation.Longitude(ring[0]), y0 = PackedLocation.Latitude(ring[0]);
        Int128 doubleArea = 0;
        for (var i = 2; i < ring.Length; i++)
        {
            var (ax, ay) = (PackedLocation.Longitude(ring[i - 1]) - x0, PackedLocation.Latitude(ring[i - 1]) - y0);
            var (bx, by) = (PackedLocation.Longitude(ring[i]) - x0, PackedLocation.Latitude(ring[i]) - y0);
            doubleArea += (Int128)(ax * by) - (ay * bx);
        }

        return doubleArea > 0;
    }
}
