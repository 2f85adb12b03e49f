using System.Text.Json;
using OsmTasking.Core.Areas;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Exports;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;

namespace ReferenceApi.RawData;

/// <summary>What the data itself tells: its time, countries, single objects.</summary>
public static class DataRoutes
{
    // Boundaries have names in many languages; what does not fit on a page is not worth reading.
    private const int LongestQuery = 200;

    private static readonly ExportQuery Boundaries = new([new(Shapes.Polygon, TagFilter.All(TagFilter.Tag("boundary", "administrative"), TagFilter.Tag("admin_level", "2")))]);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/status/", StatusAsync);
        api.MapGet("/countries/", CountriesAsync);
        api.MapGet("/osm_id/", ObjectAsync);
    }

    private static async Task<IResult> StatusAsync(IExportSource source, CancellationToken cancellationToken) =>
        await source.DescribeAsync(cancellationToken) is { } data
            ? Results.Json(new { lastUpdated = data.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'+00:00'") })
            : Detail.Text(404, "No data was imported yet.");

    private static async Task<IResult> CountriesAsync(string? q, IExportSource source, CancellationToken cancellationToken)
    {
        var wanted = q ?? string.Empty;
        if (wanted.Length > LongestQuery)
        {
            throw Detail.RefuseQuery("q", $"String should have at most {LongestQuery} characters", null);
        }

        using var stream = new MemoryStream();
        await using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            await source.ReadAsync(Boundaries, new ObjectSink(country => WriteCountry(json, country, wanted)), null, cancellationToken);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Results.Bytes(stream.ToArray(), "application/json");
    }

    private static async Task<IResult> ObjectAsync(string? osm_id, IExportSource source, CancellationToken cancellationToken)
    {
        if (!long.TryParse(osm_id, out var id))
        {
            throw osm_id is null ? Detail.Refuse("missing", ["query", "osm_id"], "Field required")
                : Detail.Refuse("int_parsing", ["query", "osm_id"], "Input should be a valid integer, unable to parse string as an integer");
        }

        using var stream = new MemoryStream();
        using (var writer = new OsmTasking.Extraction.Formats.RowWriter(new GeoJsonSnapshotFormat(null), stream))
        {
            await source.ReadAsync(ExportQuery.Everything with { Id = id }, writer, null, cancellationToken);
            writer.Complete();
        }

        return Results.Bytes(stream.ToArray(), "application/json");
    }

    private static void WriteCountry(Utf8JsonWriter json, ExtractedObject country, string wanted)
    {
        var name = Tag("name:en") ?? Tag("name") ?? string.Empty;
        if (!name.Contains(wanted, StringComparison.OrdinalIgnoreCase) && Tag("name")?.Contains(wanted, StringComparison.OrdinalIgnoreCase) != true)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WritePropertyName("geometry");
        GeoJsonGeometry.Write(json, country.Geometry, 7);
        json.WriteStartObject("properties");
        json.WriteNumber("cid", country.Id);
        json.WriteString("name", name);
        json.WriteString("iso3", Tag("ISO3166-1:alpha3"));
        json.WriteEndObject();
        json.WriteEndObject();

        string? Tag(string key) => country.Tags.GetValueOrDefault(key);
    }
}
