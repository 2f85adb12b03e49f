using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;
using OsmTasking.Core.Areas;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Exports;
using OsmTasking.Extraction.Filters;
using OsmTasking.Postgis.Sql;
using Wanted = OsmTasking.Extraction.Geometries.Shapes;

namespace OsmTasking.Postgis.Exports;

/// <summary>A statement over one table, put together from the constants of <see cref="ExportSql"/>.</summary>
internal static class ExportStatement
{
    // Single precision is good to 0.8e-5 degrees at 180, and boxes are rounded outwards.
    private const double Margin = 4e-5;

    /// <summary>Gets the tables in the order of an export.</summary>
    internal static IReadOnlyList<(OsmKind Kind, string Select, Wanted Shapes)> Tables { get; } =
    [
        (OsmKind.Node, ExportSql.Nodes, Wanted.Point),
        (OsmKind.Way, ExportSql.Lines, Wanted.Line),
        (OsmKind.Way, ExportSql.Polygons, Wanted.Polygon),
        (OsmKind.Relation, ExportSql.Relations, Wanted.Line | Wanted.Polygon),
    ];

    /// <summary>Writes a statement with its values into a command.</summary>
    /// <returns><see langword="false"/> when nothing of the table is wanted.</returns>
    internal static bool TryWrite(ExportQuery query, string select, Wanted shapes, NpgsqlCommand command, bool explain)
    {
        var parts = query.Parts.Where(part => (part.Shape & shapes) != Wanted.None).ToList();
        if (parts.Count == 0)
        {
            return false;
        }

        var isMixed = shapes == (Wanted.Line | Wanted.Polygon);
        var filter = new FilterSql(command.Parameters, isMixed ? Wanted.None : shapes);
        var text = (explain ? ExportSql.Explain : string.Empty) + select;
        if (query.Id is { } id)
        {
            text += ExportSql.AndId + filter.Add(NpgsqlDbType.Bigint, id);
        }

        if (query.Area is { } area)
        {
            text += Place(area, query.Relation, filter);
        }

        if (!isMixed)
        {
            text += parts[0].Filter is { } only ? ExportSql.And + filter.Write(only) : string.Empty;
        }
        else if (parts.Count == 1 || parts.Any(part => part.Filter is not null))
        {
            text += $"{ExportSql.And}({string.Join(" or ", parts.Select(part => $"({Test(part)} and {(part.Filter is { } tags ? filter.Write(tags) : ExportSql.True)})"))})";
        }

#pragma warning disable CA2100 // Constants of ExportSql and numbers of parameters; every value is a parameter.
        command.CommandText = text;
#pragma warning restore CA2100
        return true;
    }

    private static string Test(ExportPart part) => part.Shape == Wanted.Polygon ? ExportSql.IsPolygon : ExportSql.IsNoPolygon;

    private static string Place(Geometry area, AreaRelation relation, FilterSql filter)
    {
        var place = filter.Add(NpgsqlDbType.Bytea, Shapes.Bytes(area));
        var within = relation == AreaRelation.Within;
        var box = area.EnvelopeInternal;
        return area.IsRectangle && box.Width > 3 * Margin && box.Height > 3 * Margin
            ? FilterSql.Fill(within ? ExportSql.WithinBox : ExportSql.IntersectsBox, place, filter.Add(NpgsqlDbType.Bytea, Shapes.Bytes(Inside(box))))
            : FilterSql.Fill(within ? ExportSql.Within : ExportSql.Intersects, place);
    }

    private static Geometry Inside(Envelope box) => GeoJsonGeometry.Factory.ToGeometry(
        new Envelope(box.MinX + Margin, box.MaxX - Margin, box.MinY + Margin, box.MaxY - Margin));
}
