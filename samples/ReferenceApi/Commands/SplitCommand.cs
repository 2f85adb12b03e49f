using System.CommandLine;
using System.Text.Json;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;
using ReferenceApi.TaskingManager;

namespace ReferenceApi.Commands;

/// <summary>Cuts an area into tasks; needs no database.</summary>
public static class SplitCommand
{
    public static Command Create(Action<Command, Func<ParseResult, CancellationToken, Task<int>>> run)
    {
        var area = new Argument<string>("AREA") { Description = "A GeoJSON file with polygons." };
        var output = new Option<string>("--output", "-o") { Description = "The GeoJSON file to write.", Required = true };
        var zoom = new Option<int>("--zoom") { Description = $"Size of the tasks: web mercator tiles of this zoom, 0 to {Tile.DeepestZoom}. 14 is about 2.4 km at the equator.", Required = true };
        var clip = new Option<bool>("--clip") { Description = "Cut tasks at the border of the area instead of keeping whole tiles." };
        var command = new Command("split", "Cut an area into tasks.\n\nExample: osmtasking split area.geojson -o tasks.geojson --zoom 14 --clip") { area, output, zoom, clip };
        run(command, (parsed, _) => Task.FromResult(Run(parsed.GetValue(area)!, parsed.GetValue(output)!, parsed.GetValue(zoom), parsed.GetValue(clip))));
        return command;
    }

    private static int Run(string path, string output, int zoom, bool clip)
    {
        if (zoom is < 0 or > Tile.DeepestZoom)
        {
            throw new FormatException($"--zoom must be 0 to {Tile.DeepestZoom}; it is {zoom}");
        }

        var area = ExtractCommand.ReadArea(path);
        var cells = TileGrid.Cover(area, zoom, clip);
        NewFile.Write(output, stream =>
        {
            using var json = new Utf8JsonWriter(stream);
            Write(json, cells);
            return 0;
        });
        Console.WriteLine($"{cells.Count} tasks over {area.SquareMetres / 1e6:F2} km², {area.SquareMetres / 1e6 / cells.Count:F3} km² each on average");
        return 0;
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<TaskOutline> cells)
    {
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        foreach (var cell in cells)
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteNumber("id", cell.Number);
            json.WritePropertyName("geometry");
            GeoJsonGeometry.Write(json, GeoJsonWire.Multi(cell.Shape), 7);
            json.WriteStartObject("properties");
            json.WriteNumber("x", cell.Tile!.Value.X);
            json.WriteNumber("y", TileWire.Flip(cell.Tile.Value));
            json.WriteNumber("zoom", cell.Tile.Value.Zoom);
            json.WriteBoolean("isSquare", cell.IsSquare);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
