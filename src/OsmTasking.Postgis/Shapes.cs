using NetTopologySuite;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using OsmTasking.Core.Areas;

namespace OsmTasking.Postgis;

/// <summary>Geometry travels as EWKB, SRID 4326.</summary>
internal static class Shapes
{
    private static readonly NtsGeometryServices Geometries = new(GeoJsonGeometry.Factory.PrecisionModel, GeoJsonGeometry.Factory.SRID);

    internal static Geometry Read(byte[] ewkb) => new WKBReader(Geometries).Read(ewkb);

    internal static byte[] Bytes(Geometry shape)
    {
        if (shape.SRID != GeoJsonGeometry.Factory.SRID)
        {
            shape = shape.Copy();
            shape.SRID = GeoJsonGeometry.Factory.SRID;
        }

        return new WKBWriter(ByteOrder.LittleEndian, handleSRID: true).Write(shape);
    }
}
