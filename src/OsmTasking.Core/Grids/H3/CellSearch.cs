using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Grids.H3;

/// <summary>Finds the cells that may hold a part of an area: all that do, and some beside them.</summary>
internal sealed class CellSearch
{
    private readonly int _resolution;
    private readonly double _step;
    private readonly HashSet<ulong> _around = [];
    private readonly CancellationToken _cancel;

    internal CellSearch(int resolution, CancellationToken cancel)
    {
        (_resolution, _cancel) = (resolution, cancel);

        // The smallest cells have about half the mean area: a square of this side round any place stays within its cell and the next ones.
        _step = Math.Sqrt(H3Grid.MeanSquareMetres(resolution) / (2 * Math.Sqrt(3))) * 0.8 / Balance.Frame.MetresPerDegree;
    }

    internal HashSet<ulong> Found { get; } = [];

    /// <summary>Halves a box with the area in it until it is full, or smaller than a cell.</summary>
    internal void Descend(Ring[] rings, Envelope box)
    {
        if (rings.Length == 0)
        {
            return;
        }

        _cancel.ThrowIfCancellationRequested();
        if (Found.Count > 3 * TileGrid.MostCells)
        {
            throw H3Grid.TooMany(_resolution);
        }

        var width = box.Width * Math.Cos(Math.Max(0, Math.Min(Math.Abs(box.MinY), Math.Abs(box.MaxY))) * Math.PI / 180);
        if (Math.Max(width, box.Height) <= _step)
        {
            Around(box.Centre.X, box.Centre.Y);
        }
        else if (rings is [var only] && only.Frames(new Box(box.MinX, box.MinY, box.MaxX, box.MaxY)))
        {
            Fill(box, (int)Math.Ceiling(Straddles(box) ? box.Width / _step : width / _step), (int)Math.Ceiling(box.Height / _step));
        }
        else if (width > box.Height)
        {
            var middle = box.Centre.X;
            Descend(RingCut.Keep(rings, 0, middle, low: true), new Envelope(box.MinX, middle, box.MinY, box.MaxY));
            Descend(RingCut.Keep(rings, 0, middle, low: false), new Envelope(middle, box.MaxX, box.MinY, box.MaxY));
        }
        else
        {
            var middle = box.Centre.Y;
            Descend(RingCut.Keep(rings, 1, middle, low: true), new Envelope(box.MinX, box.MaxX, box.MinY, middle));
            Descend(RingCut.Keep(rings, 1, middle, low: false), new Envelope(box.MinX, box.MaxX, middle, box.MaxY));
        }
    }

    private static bool Straddles(Envelope box) => box.MinY < 0 && box.MaxY > 0;

    /// <summary>Every cell in a full box holds a sample; those that only reach into it lie beside a sample at its rim.</summary>
    private void Fill(Envelope box, int columns, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            _cancel.ThrowIfCancellationRequested();
            for (var column = 0; column < columns; column++)
            {
                var (x, y) = (box.MinX + ((column + 0.5) / columns * box.Width), box.MinY + ((row + 0.5) / rows * box.Height));
                if (row == 0 || column == 0 || row == rows - 1 || column == columns - 1)
                {
                    Around(x, y);
                }
                else
                {
                    Found.Add(H3Cell.At(x, y, _resolution).Index);
                }
            }
        }
    }

    /// <summary>Takes the cell of a place and those beside it.</summary>
    private void Around(double longitude, double latitude)
    {
        var cell = H3Cell.At(longitude, latitude, _resolution);
        Found.Add(cell.Index);
        if (!_around.Add(cell.Index))
        {
            return;
        }

        var (middle, corners) = (cell.Centre(), cell.Corners());
        for (var index = 0; index < corners.Count; index++)
        {
            var (a, b) = (corners[index], corners[(index + 1) % corners.Count]);
            var x = (Near(a.Longitude) + Near(b.Longitude)) / 2;
            var y = (a.Latitude + b.Latitude) / 2;
            Found.Add(H3Cell.At(middle.Longitude + (1.2 * (x - middle.Longitude)), Math.Clamp(middle.Latitude + (1.2 * (y - middle.Latitude)), -90, 90), _resolution).Index);
        }

        double Near(double value) => value - middle.Longitude > 180 ? value - 360 : value - middle.Longitude < -180 ? value + 360 : value;
    }
}
