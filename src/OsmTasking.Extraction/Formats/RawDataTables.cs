using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats;

/// <summary>The names of raw-data-api's tables, which it writes as the type of an object.</summary>
internal static class RawDataTables
{
    internal static ReadOnlySpan<byte> Name(in OsmFeature feature) => feature.Kind switch
    {
        OsmKind.Node => "nodes"u8,
        OsmKind.Way => (feature.Source == Shapes.None ? feature.Geometry.Kind.Shape() : feature.Source) == Shapes.Line ? "ways_line"u8 : "ways_poly"u8,
        _ => "relations"u8,
    };
}
