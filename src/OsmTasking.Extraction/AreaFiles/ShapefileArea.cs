using System.Buffers.Binary;
using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;

namespace OsmTasking.Extraction.AreaFiles;

/// <summary>The polygons of a .shp file (ESRI Shapefile Technical Description, 1998): shells run clockwise, holes the other way.</summary>
internal static class ShapefileArea
{
    private const int Header = 100;

    internal static List<Polygon> Read(byte[] bytes, string? projection)
    {
        if (projection?.Contains("PROJCS", StringComparison.OrdinalIgnoreCase) == true || projection?.Contains("PROJCRS", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw new AreaFileException("the shapefile is in a projection; save it in degrees (WGS 84, EPSG:4326)");
        }

        if (bytes.Length < Header || BinaryPrimitives.ReadInt32BigEndian(bytes) != 9994)
        {
            throw new AreaFileException("it is not a .shp file: the file code 9994 is missing");
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(32)) is not (5 or 15 or 25) and var type)
        {
            throw new AreaFileException($"the shapefile holds shapes of type {type}, not polygons");
        }

        var polygons = new List<Polygon>();
        for (var at = Header; at + 8 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at + 4)) * 2L;
            if (length < 4 || at + 8 + length > bytes.Length)
            {
                throw new AreaFileException($"the record at byte {at} is cut short");
            }

            Record(bytes.AsSpan(at + 8, (int)length), at, polygons);
            at += 8 + (int)length;
        }

        return polygons;
    }

    private static void Record(ReadOnlySpan<byte> record, int at, List<Polygon> polygons)
    {
        if (BinaryPrimitives.ReadInt32LittleEndian(record) == 0)
        {
            return; // A record without a shape.
        }

        var (parts, points) = record.Length < 44 ? (-1, -1) : (BinaryPrimitives.ReadInt32LittleEndian(record[36..]), BinaryPrimitives.ReadInt32LittleEndian(record[40..]));
        if (parts < 1 || points < 1 || 44 + (4L * parts) + (16L * points) > record.Length)
        {
            throw new AreaFileException($"the record at byte {at} is broken: {parts} parts, {points} points");
        }

        var (shells, holes) = (new List<LinearRing>(), new List<LinearRing>());
        for (var part = 0; part < parts; part++)
        {
            var from = BinaryPrimitives.ReadInt32LittleEndian(record[(44 + (4 * part))..]);
            var to = part + 1 < parts ? BinaryPrimitives.ReadInt32LittleEndian(record[(48 + (4 * part))..]) : points;
            if (from < 0 || to > points || to <= from)
            {
                throw new AreaFileException($"the record at byte {at} is broken: part {part} has points {from} to {to}");
            }

            var places = new List<Coordinate>(to - from);
            for (var point = from; point < to; point++)
            {
                var place = record[(44 + (4 * parts) + (16 * point))..];
                places.Add(new Coordinate(BinaryPrimitives.ReadDoubleLittleEndian(place), BinaryPrimitives.ReadDoubleLittleEndian(place[8..])));
            }

            var ring = KmlArea.RingOf(places, $"the record at byte {at}, part {part}");
            (Orientation.IsCCW(ring.CoordinateSequence) ? holes : shells).Add(ring);
        }

        if (shells.Count == 0)
        {
            (shells, holes) = (holes, shells); // Some programs turn rings the wrong way.
        }

        var inside = holes.ToLookup(hole => shells.FindIndex(shell => shell.EnvelopeInternal.Contains(hole.EnvelopeInternal) && PointLocation.IsInRing(hole.GetCoordinateN(0), shell.Coordinates)));
        polygons.AddRange(shells.Select((shell, index) => GeoJsonGeometry.Factory.CreatePolygon(shell, [.. inside[index]])));
    }
}
