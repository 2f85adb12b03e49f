using System.Text;
using System.Text.Json;
using OsmTasking.Core.Areas;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;

namespace OsmTasking.Extraction.Exports;

/// <summary>What is put beside the data: whose it is, as of when, and what was asked for.</summary>
internal static class ExportDescription
{
    private const string Licence = """
        This file holds data of OpenStreetMap, © OpenStreetMap contributors.
        It is made available under the Open Database License (ODbL) 1.0: https://opendatacommons.org/licenses/odbl/1-0/
        Any rights in individual contents are licensed under the Database Contents License: https://opendatacommons.org/licenses/dbcl/1-0/
        See https://www.openstreetmap.org/copyright
        """;

    /// <summary>Writes the three files.</summary>
    /// <param name="open">Opens a file by name.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="outcome">What it gave.</param>
    /// <param name="readme">Text for the end of the readme; null for none.</param>
    internal static void Write(Func<string, Stream> open, ExportRequest request, ExportOutcome outcome, string? readme)
    {
        using (var boundary = open("clipping_boundary.geojson"))
        using (var json = new Utf8JsonWriter(boundary))
        {
            GeoJsonGeometry.Write(json, request.Area.Shape, 7);
        }

        using (var text = open("Readme.txt"))
        {
            text.Write(Encoding.UTF8.GetBytes(
                $"Exported Timestamp (UTC+0000): {outcome.ExportedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}\n" +
                $"Data as of (UTC+0000): {(outcome.Data is { } data ? data.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss") : "no data imported")}\n\n{Licence}\n"));
            if (readme is not null)
            {
                text.Write(Encoding.UTF8.GetBytes($"\n{readme}\n"));
            }
        }

        using var metadata = open("metadata.json");
        using var facts = new Utf8JsonWriter(metadata, new JsonWriterOptions { Indented = true });
        WriteFacts(facts, request, outcome);
    }

    private static void WriteFacts(Utf8JsonWriter json, ExportRequest request, ExportOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("exported_at", Iso(outcome.ExportedAt));
        json.WriteString("data_time", outcome.Data is { } data ? Iso(data.Time) : null);
        json.WriteString("source", outcome.Data?.Source);
        if (outcome.Data?.Sequence is { } sequence)
        {
            json.WriteNumber("sequence", sequence);
        }

        json.WriteString("format", request.Format);
        json.WriteNumber("area_km2", Math.Round(request.Area.SquareMetres / 1e6, 6));
        json.WriteString("area_mode", ExportRequestJson.Word(request.Relation));
        json.WriteBoolean("centroid", request.Centroid);
        json.WriteStartArray("parts");
        foreach (var part in request.Parts)
        {
            ExportRequestJson.WritePart(json, part);
        }

        json.WriteEndArray();
        json.WriteStartObject("features");
        json.WriteNumber("total", outcome.Features);
        json.WriteNumber("nodes", outcome.Counts[OsmKind.Node]);
        json.WriteNumber("ways", outcome.Counts[OsmKind.Way]);
        json.WriteNumber("relations", outcome.Counts[OsmKind.Relation]);
        json.WriteEndObject();
        json.WriteString("attribution", GeoJsonFormat.Attribution);
        json.WriteString("licence", "https://opendatacommons.org/licenses/odbl/1-0/");
        json.WriteEndObject();
    }

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
