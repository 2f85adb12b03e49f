using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>A layer of a set of tiles.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Numbers">The properties that are integers.</param>
/// <param name="Texts">All other properties.</param>
public sealed record TileSetLayer(string Id, IReadOnlyList<string> Numbers, IReadOnlyList<string> Texts);

/// <summary>What a set of tiles says about itself.</summary>
/// <param name="Name">The name.</param>
/// <param name="MinZoom">The first zoom.</param>
/// <param name="MaxZoom">The last zoom.</param>
/// <param name="West">The western bound, in degrees.</param>
/// <param name="South">The southern bound, in degrees; -85.0511 at the least.</param>
/// <param name="East">The eastern bound, in degrees.</param>
/// <param name="North">The northern bound, in degrees; 85.0511 at the most.</param>
/// <param name="Layers">The layers that have features.</param>
public sealed record TileSetMetadata(
    string Name, int MinZoom, int MaxZoom, double West, double South, double East, double North, IReadOnlyList<TileSetLayer> Layers)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gets the attribution that the licence of the data asks for.</summary>
    public string Attribution { get; } = GeoJsonFormat.Attribution;

    /// <summary>Gets the longitude of the middle, in degrees.</summary>
    public double CenterLongitude => (West + East) / 2;

    /// <summary>Gets the latitude of the middle, in degrees.</summary>
    public double CenterLatitude => (South + North) / 2;

    /// <summary>Gets the zoom at which the bounds are about as wide as a tile.</summary>
    public int CenterZoom => (int)Math.Clamp(Math.Log2(360 / Math.Max(East - West, 1e-6)), MinZoom, MaxZoom);

    /// <summary>Returns the JSON object with the member <c>vector_layers</c> that the MBTiles specification asks for.</summary>
    public string LayersToJson() => ToJson(_ => { });

    /// <summary>Returns the JSON object of the metadata of PMTiles.</summary>
    public string ToJson() => ToJson(json =>
    {
        json.WriteString("name", Name);
        json.WriteString("format", "pbf");
        json.WriteString("type", "baselayer");
        json.WriteString("attribution", Attribution);
    });

    private string ToJson(Action<Utf8JsonWriter> first)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, Plain))
        {
            json.WriteStartObject();
            first(json);
            json.WriteStartArray("vector_layers");
            foreach (var layer in Layers)
            {
                json.WriteStartObject();
                json.WriteString("id", layer.Id);
                json.WriteString("description", string.Empty);
                json.WriteNumber("minzoom", MinZoom);
                json.WriteNumber("maxzoom", MaxZoom);
                json.WriteStartObject("fields");
                WriteFields(json, layer.Numbers, "Number");
                WriteFields(json, layer.Texts, "String");
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
    }

    private static void WriteFields(Utf8JsonWriter json, IReadOnlyList<string> names, string type)
    {
        foreach (var name in names)
        {
            json.WriteString(name, type);
        }
    }
}
