using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Laws of splitting a task.</summary>
public class TaskSplitLaws
{
    private const int Zoom = AreaShapes.Zoom;

    [Fact]
    [Trait("Law", "5")]
    public void Pieces_PartitionTheTask() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();
        Assert.All(TileGrid.Cover(area, Zoom, clip: true), Partitioned);
        Partitioned(new TaskOutline(1, area.Shape, null, IsSquare: false));
    });

    [Fact]
    [Trait("Law", "5")]
    public void Pieces_AreTheGridOneZoomDeeper() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();
        var grids = new Dictionary<int, Dictionary<TileKey, TaskOutline>>();
        foreach (var task in TileGrid.Cover(area, Zoom, clip: true))
        {
            // One zoom deeper, unless the task lies in a single cell of that grid; at most three, to bound the test.
            if (TaskSplit.Quarter(task) is [{ Tile: { Zoom: <= Zoom + 3 } first }, ..] pieces)
            {
                if (!grids.TryGetValue(first.Zoom, out var grid))
                {
                    grids[first.Zoom] = grid = TileGrid.Cover(area, first.Zoom, clip: true).ToDictionary(cell => cell.Tile!.Value);
                }

                Assert.Equal(Tile.Children(new TileKey(first.Zoom - 1, first.X / 2, first.Y / 2)).Where(grid.ContainsKey).Select(key => Text(grid[key])), pieces.Select(Text));
            }
        }
    });

    [Fact]
    public void Quarter_OfAConcaveTask_GivesOnlyPiecesWithExtent()
    {
        // A U that leaves the north of the middle empty, and an L that leaves a whole quarter empty.
        foreach (var (text, count) in new[] { ("[[0,0],[3,0],[3,3],[2,3],[2,1],[1,1],[1,3],[0,3],[0,0]]", 4), ("[[0,0],[3,0],[3,1],[1,1],[1,3],[0,3],[0,0]]", 3) })
        {
            var area = AreaOfInterest.Parse($"{{\"type\":\"Polygon\",\"coordinates\":[{text}]}}").OrThrow();
            var task = new TaskOutline(7, area.Shape, null, IsSquare: false) { Properties = "{}" };

            var pieces = TaskSplit.Quarter(task);

            Assert.Equal(count, pieces.Count);
            Assert.All(pieces, piece => Assert.Equal((7, "{}", null, false), (piece.Number, piece.Properties, piece.Tile, piece.IsSquare)));
            Partitioned(task);
        }
    }

    [Theory]
    [InlineData(17, 4)]
    [InlineData(18, 0)]
    public void Quarter_EndsAtZoom18(int zoom, int pieces)
    {
        var tile = new TileKey(zoom, 1 << (zoom - 1), 1 << (zoom - 1));

        Assert.Equal(pieces, TaskSplit.Quarter(new TaskOutline(1, Tile.Outline(tile), tile, IsSquare: true)).Count);
    }

    [Theory]
    [InlineData(0.00144, 4)] // 160 m at the equator: 25,600 m².
    [InlineData(0.00142, 0)] // 158 m: 24,900 m².
    public void Quarter_EndsAt25000SquareMetres(double degrees, int pieces)
    {
        var square = GeoJsonGeometry.Factory.ToGeometry(new NetTopologySuite.Geometries.Envelope(0, degrees, 0, degrees));

        Assert.Equal(pieces, TaskSplit.Quarter(new TaskOutline(1, square, null, IsSquare: false)).Count);
    }

    [Fact]
    public void Quarter_OfABowTie_RepairsItFirst()
    {
        var bow = GeoJsonGeometry.Factory.CreatePolygon([new(0, 0), new(1, 1), new(1, 0), new(0, 1), new(0, 0)]);

        var pieces = TaskSplit.Quarter(new TaskOutline(1, bow, null, IsSquare: false) { });

        Assert.All(pieces, piece => Assert.True(piece.Shape.IsValid));
    }

    private static string Text(TaskOutline task) => $"{task.Tile} {task.IsSquare} {task.Shape}";

    private static void Partitioned(TaskOutline task)
    {
        var pieces = TaskSplit.Quarter(task);
        if (pieces.Count == 0)
        {
            Assert.True(SphericalArea.SquareMetres(task.Shape) < TaskSplit.SmallestSquareMetres);
            return;
        }

        Assert.InRange(pieces.Count, 2, 4);
        GridBorders.AssertSameArea(task.Shape, pieces.Select(piece => piece.Shape));
        GridBorders.AssertCancel(task.Shape, [.. pieces.Select(piece => piece.Shape)]);
        Assert.All(pieces, piece => Assert.True(piece.Shape.IsValid));
    }
}
