using System.Text;
using OsmTasking.Core.Areas;
using OsmTasking.Extraction.Exports;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;

namespace ReferenceApi.RawData;

/// <summary>Reads the body of a snapshot.</summary>
public static class SnapshotBody
{
    private const int LongestText = 2000;
    private static readonly string[] ShapeNames = ["point", "line", "polygon", "all_geometry"];
    private static readonly Shapes[] AllShapes = [Shapes.Point, Shapes.Line, Shapes.Polygon];

    /// <summary>Reads a request.</summary>
    /// <param name="body">The body.</param>
    /// <param name="formats">The formats there are.</param>
    /// <param name="hasQuirk">Whether the two groups of a filter are joined as raw-data-api joins them.</param>
    public static ExportRequest Read(RawBody body, ExportFormats formats, bool hasQuirk)
    {
        var area = ReadArea(body);
        var name = body.Text("output_type", 40) ?? "geojson";
        var format = formats.Find(name) ?? throw body.Refuse("output_type", $"Input should be {string.Join(" or ", formats.Names.Select(known => $"'{known}'"))}", "enum");
        var (minZoom, maxZoom) = ReadZooms(body, format);
        var fileName = ReadName(body);
        var zip = body.Flag("bind_zip", true);
        return zip || format.StandsAlone
            ? new ExportRequest(area, name, ReadParts(body, hasQuirk))
            {
                Relation = ReadRelation(body, format),
                Centroid = body.Flag("centroid", false),
                WrapsGeometries = body.Flag("fgb_wrap_geoms", false),
                FileName = fileName,
                Unique = body.Flag("uuid", true),
                Zip = zip,
                MinZoom = minZoom,
                MaxZoom = maxZoom,
            }
            : throw body.Refuse("bind_zip", $"{name} cannot be handed out without a zip");
    }

    /// <summary>Reads an area; what is wrong with it is told with its place.</summary>
    public static AreaOfInterest ReadArea(RawBody body)
    {
        var given = body.Required("geometry");
        var isCollection = given.ValueKind == System.Text.Json.JsonValueKind.Object && given.TryGetProperty("features", out var features)
            && features.ValueKind == System.Text.Json.JsonValueKind.Array && features.GetArrayLength() > 1;
        if (isCollection)
        {
            throw body.Refuse("geometry", "Feature collection with multiple features is not supported yet");
        }

        return AreaOfInterest.Parse(Encoding.UTF8.GetBytes(given.GetRawText()), new AreaLimits(SquareKilometres: double.MaxValue)) switch
        {
            AreaResult.Accepted(var area) => area,
            AreaResult.Refused { Findings: [var first, ..] } =>
                throw body.Refuse("geometry", first.Path.Length == 0 ? first.Message : $"{first.Path}: {first.Message}"),
            _ => throw body.Refuse("geometry", "the area was refused"),
        };
    }

    private static AreaRelation ReadRelation(RawBody body, ExportFormat format)
    {
        var within = body.Flag("use_st_within", true);
        return body.Text("area_mode", 20) switch
        {
            "within" => AreaRelation.Within,
            "intersects" => AreaRelation.Intersects,
            "clip" => AreaRelation.Clip,
            null => within || format.IsTiled ? AreaRelation.Within : AreaRelation.Intersects,
            _ => throw body.Refuse("area_mode", "Input should be 'within', 'intersects' or 'clip'", "enum"),
        };
    }

    private static (int?, int?) ReadZooms(RawBody body, ExportFormat format)
    {
        var (min, max) = (body.Integer("min_zoom"), body.Integer("max_zoom"));
        return (min is null) != (max is null) ? throw body.Refuse(min is null ? "min_zoom" : "max_zoom", "min_zoom and max_zoom go together")
            : min is null ? (null, null)
            : !format.IsTiled ? throw body.Refuse("min_zoom", $"zooms are for tiles, not for {format.Name}")
            : min < 0 || max < min || max > 16 ? throw body.Refuse("max_zoom", $"zooms must be 0 to 16, the first not after the last; they are {min} and {max}")
            : (min, max);
    }

    private static string ReadName(RawBody body)
    {
        var name = body.Text("file_name", LongestText) ?? ExportNames.Default;
        return ExportNames.FaultOf(name) is { } fault ? throw body.Refuse("file_name", fault) : name;
    }

    private static List<ExportRequestPart> ReadParts(RawBody body, bool hasQuirk)
    {
        var wanted = ReadShapes(body);
        var filters = body.Object("filters");
        var keys = ReadKeys(filters?.Object("attributes"));
        var tags = ReadTags(filters?.Object("tags"), hasQuirk);
        var parts = new List<ExportRequestPart>();
        foreach (var shape in AllShapes.Where(wanted.Contains))
        {
            parts.Add(new ExportRequestPart(shape, tags.GetValueOrDefault(shape), keys.GetValueOrDefault(shape)));
        }

        CheckSize(body, parts);
        return parts;
    }

    private static Shapes[] ReadShapes(RawBody body)
    {
        var names = body.Texts("geometry_type", 100, 40) ?? [];
        foreach (var name in names.Where(name => !ShapeNames.Contains(name)))
        {
            throw body.Refuse("geometry_type", "Input should be 'point', 'line', 'polygon' or 'all_geometry'", "enum");
        }

        return names.Count == 0 || names.Contains("all_geometry") ? AllShapes : [.. names.Distinct().Select(ShapeOf)];
    }

    private static Dictionary<Shapes, IReadOnlyList<string>> ReadKeys(RawBody? attributes)
    {
        var found = new Dictionary<Shapes, IReadOnlyList<string>>();
        if (attributes is not { } given)
        {
            return found;
        }

        // One item may hold several keys with commas between them.
        var byName = ShapeNames.ToDictionary(name => name, name =>
            (given.Texts(name, ExportColumns.Most, LongestText) ?? []).SelectMany(item => item.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct().ToList());
        if (byName.Values.Sum(list => list.Count) > ExportColumns.Most)
        {
            throw given.Refuse("all_geometry", $"there are more than {ExportColumns.Most} keys");
        }

        foreach (var shape in AllShapes)
        {
            var list = byName["all_geometry"] is { Count: > 0 } all ? all : byName[NameOf(shape)];
            if (list.Count > 0)
            {
                found[shape] = list;
            }
        }

        return found;
    }

    private static Dictionary<Shapes, TagFilter> ReadTags(RawBody? tags, bool hasQuirk)
    {
        var found = new Dictionary<Shapes, TagFilter>();
        if (tags is not { } given)
        {
            return found;
        }

        var byName = ShapeNames.ToDictionary(name => name, name => given.Object(name) is { } groups ? TagGroups.Read(groups, hasQuirk) : null);
        foreach (var shape in AllShapes)
        {
            if ((byName["all_geometry"] ?? byName[NameOf(shape)]) is { } filter)
            {
                found[shape] = filter;
            }
        }

        return found;
    }

    // A job carries its filters as text, which has a longest form.
    private static void CheckSize(RawBody body, List<ExportRequestPart> parts)
    {
        foreach (var part in parts.Where(part => part.Filter?.ToString().Length > TagGroups.LongestFilter))
        {
            throw body.Refuse("filters", $"the filter for {NameOf(part.Shape)} is {part.Filter!.ToString().Length} characters long; {TagGroups.LongestFilter} is the most");
        }
    }

    private static Shapes ShapeOf(string name) => name switch
    {
        "point" => Shapes.Point,
        "line" => Shapes.Line,
        _ => Shapes.Polygon,
    };

    private static string NameOf(Shapes shape) => ExportRequestJson.Word(shape);
}
