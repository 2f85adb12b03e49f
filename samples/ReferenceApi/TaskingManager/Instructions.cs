using System.Text.Json;
using OsmTasking.Core.Tasks;

namespace ReferenceApi.TaskingManager;

/// <summary>Per-task instructions with placeholders: <c>{x}</c>, <c>{y}</c>, <c>{z}</c> and the names of a feature's properties.</summary>
public static class Instructions
{
    public static string Fill(string template, TaskOutline? outline)
    {
        if (outline is null)
        {
            return template;
        }

        if (outline.Tile is { } tile)
        {
            template = template.Replace("{x}", $"{tile.X}").Replace("{y}", $"{TileWire.Flip(tile)}").Replace("{z}", $"{tile.Zoom}");
        }

        if (outline.Properties is { } json)
        {
            using var properties = JsonDocument.Parse(json);
            foreach (var property in properties.RootElement.EnumerateObject())
            {
                template = template.Replace($"{{{property.Name}}}", property.Value.ToString());
            }
        }

        return template;
    }
}

/// <summary>Tiles on the wire count rows from the south (TMS); inside they count from the north.</summary>
public static class TileWire
{
    /// <summary>Turns a row around; the same both ways.</summary>
    public static int Flip(TileKey tile) => (1 << tile.Zoom) - 1 - tile.Y;
}
