using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Grids;

/// <summary>Writes the cells of a tile grid as GeoJSON.</summary>
/// <remarks>Every feature is a MultiPolygon, as the Tasking Manager asks for, with zoom, x, y, isSquare and the key.</remarks>
internal sealed class TileGeoJson(int zoom, bool clip, GridWriteOptions options)
{
    internal void Write(CellRuns runs, Stream output, CancellationToken cancellationToken)
    {
        var json = new JsonBytes(output, options.Decimals);
        var (meridians, parallels) = (new LineTexts(json, column => Tile.West(zoom, column)), new LineTexts(json, row => Tile.North(zoom, row)));
        json.Text("{\"type\":\"FeatureCollection\",\"features\":["u8);
        foreach (var run in runs.Runs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var place = 0; place < run.Block.Cells; place++)
            {
                Cell(json, meridians, parallels, run.Start + place, run.Block.At(place), run.Rings);
            }
        }

        json.Text("]}"u8);
        json.Flush();
    }

    private void Cell(JsonBytes json, LineTexts meridians, LineTexts parallels, int index, (int Column, int Row) cell, Ring[]? rings)
    {
        json.Text(index == 0 ? "\n{\"type\":\"Feature\",\"id\":"u8 : ",\n{\"type\":\"Feature\",\"id\":"u8);
        json.Number(index + 1);
        json.Text(",\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":["u8);
        var square = !clip || rings is null;
        if (square)
        {
            json.Square(meridians[cell.Column], parallels[cell.Row + 1], meridians[cell.Column + 1], parallels[cell.Row]);
        }
        else
        {
            Shape(json, RingAssembly.CellShape(rings!));
        }

        json.Text("]},\"properties\":{\"zoom\":"u8);
        json.Number(zoom);
        json.Text(",\"x\":"u8);
        json.Number(cell.Column);
        json.Text(",\"y\":"u8);
        json.Number(options.RowsFromSouth ? (1 << zoom) - 1 - cell.Row : cell.Row);
        json.Text(square ? ",\"isSquare\":true}}"u8 : ",\"isSquare\":false}}"u8);
    }

    internal static void Shape(JsonBytes json, Geometry shape)
    {
        for (var part = 0; part < shape.NumGeometries; part++)
        {
            json.Text(part == 0 ? "["u8 : ",["u8);
            var polygon = (Polygon)shape.GetGeometryN(part);
            Ring(json, polygon.ExteriorRing);
            for (var hole = 0; hole < polygon.NumInteriorRings; hole++)
            {
                json.Text(","u8);
                Ring(json, polygon.GetInteriorRingN(hole));
            }

            json.Text("]"u8);
        }
    }

    private static void Ring(JsonBytes json, LineString ring)
    {
        var places = ring.CoordinateSequence;
        json.Text("["u8);
        for (var index = 0; index < places.Count; index++)
        {
            if (index > 0)
            {
                json.Text(","u8);
            }

            json.Position(places.GetX(index), places.GetY(index));
        }

        json.Text("]"u8);
    }
}
