using OsmTasking.Core.Items;
using OsmTasking.Core.Tasks;

namespace ReferenceApi.ToFix;

/// <summary>Open items as vector tiles, for maps that show many: <c>GET /v1/projects/:p/tiles/:z/:x/:y.mvt</c>.</summary>
internal static class ItemTileRoutes
{
    private const string Format = "application/vnd.mapbox-vector-tile";

    /// <summary>The deepest zoom that has tiles.</summary>
    private const int Deepest = 22;

    /// <summary>So many items are told one by one; more are told by cell.</summary>
    private const int MostSingle = 2000;

    /// <summary>A tile is told in so many cells to a side, as a power of two.</summary>
    private const int CellLevels = 5;

    internal static void Map(RouteGroupBuilder api) => api.MapGet("/projects/{p}/tiles/{z:int}/{x:int}/{y:int}.mvt", TileAsync);

    private static async Task<IResult> TileAsync(string p, int z, int x, int y, HttpRequest request, ItemDesk desk, ItemAnswers answers)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Reader);
        var tile = new TileKey(z, x, y);
        return Exists(tile)
            ? await answers.AnswerAsync(desk, project, "tile", $"tile {z}/{x}/{y}", request, Format, async () => ItemTile.Write(tile, await PointsAsync(project, tile, desk)))
            : throw Say.NotFound();
    }

    private static bool Exists(TileKey tile) =>
        tile.Zoom is >= 0 and <= Deepest && tile.X >= 0 && tile.Y >= 0 && tile.X < 1 << tile.Zoom && tile.Y < 1 << tile.Zoom;

    private static async ValueTask<IEnumerable<(ItemPin Pin, int Count, long? Number)>> PointsAsync(ItemProject project, TileKey tile, ItemDesk desk)
    {
        var query = new ItemQuery(project.Id) { Now = desk.Now, Status = ItemStatus.Open };
        if (tile.Zoom > Quadkeys.Zoom - CellLevels)
        {
            var (low, high) = Quadkeys.BoxOf(Quadkeys.Of(tile));
            var (wide, tall) = ((high.Longitude - low.Longitude) * ItemTile.Buffer / 4096, (high.Latitude - low.Latitude) * ItemTile.Buffer / 4096);
            var box = (new ItemPin(low.Longitude - wide, low.Latitude - tall), new ItemPin(high.Longitude + wide, high.Latitude + tall));
            var single = await desk.Items.ListAsync(query with { Box = box, Take = MostSingle }, desk.Aborted);
            if (single.Count < MostSingle || tile.Zoom >= Quadkeys.Zoom)
            {
                return single.Select(item => (item.Pin, 1, (long?)item.Id.Number));
            }
        }

        var cells = await desk.Items.CountByQuadkeyAsync(query, Quadkeys.Of(tile), Math.Min(tile.Zoom + CellLevels, Quadkeys.Zoom), desk.Aborted);
        return cells.Select(cell =>
        {
            var (low, high) = Quadkeys.BoxOf(cell.Key);
            return (new ItemPin((low.Longitude + high.Longitude) / 2, (low.Latitude + high.Latitude) / 2), cell.Value, (long?)null);
        });
    }
}
