using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Grids.H3;

/// <summary>Gives corners that cells share the same bits: each cell computes them on its own, and rounds otherwise.</summary>
internal sealed class CornerSnap
{
    private const double Size = 1e-8, Same = 1e-10;

    private readonly Dictionary<(long, long), Coordinate> _corners = [];

    internal Geometry Apply(Geometry outline)
    {
        outline.Apply(new Shift(this));
        outline.GeometryChanged();
        return outline;
    }

    private Coordinate Of(double x, double y)
    {
        var (column, row) = ((long)Math.Floor(x / Size), (long)Math.Floor(y / Size));
        for (var place = 0; place < 9; place++)
        {
            if (_corners.TryGetValue((column + (place % 3) - 1, row + (place / 3) - 1), out var known) && Math.Abs(known.X - x) < Same && Math.Abs(known.Y - y) < Same)
            {
                return known;
            }
        }

        return _corners[(column, row)] = new Coordinate(x, y);
    }

    private sealed class Shift(CornerSnap snap) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            var corner = snap.Of(seq.GetX(i), seq.GetY(i));
            seq.SetX(i, corner.X);
            seq.SetY(i, corner.Y);
        }
    }
}
