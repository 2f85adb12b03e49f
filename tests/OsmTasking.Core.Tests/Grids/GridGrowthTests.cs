using System.Diagnostics;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>What a grid takes, in bytes rather than seconds: bytes are the same on every machine.</summary>
public class GridGrowthTests
{
    [Fact]
    [Trait("Law", "18")]
    public void WholeTiles_TakeNoMemoryOfTheirOwn()
    {
        var area = AreaOfInterest.Of(Tile.Outline(new TileKey(6, 30, 30))).OrThrow();

        Assert.Equal(262_144, TileGrid.Count(area, 15));
        Assert.InRange(Allocated(area, 15) / 262_144, 0, 64);
    }

    // With a term of cells times vertices, a border of four times the vertices would cost four times as much at every zoom.
    [Fact]
    [Trait("Law", "18")]
    public void Memory_IsThatOfTheVertices_NotOfCellsTimesVertices()
    {
        var (few, many) = (Star(2_000), Star(8_000));
        foreach (var zoom in new[] { 12, 14 })
        {
            Assert.InRange(Allocated(many, zoom) / Allocated(few, zoom), 0.5, 4.6);
        }

        // Sixteen times the cells: the border has about four times as many, and the vertices stay.
        Assert.InRange(Allocated(many, 14) / Allocated(many, 12), 0.5, 4.6);
    }

    [Fact]
    [Trait("Law", "6")]
    public void Threads_ChangeNothing() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();
        string Text(int threads) => string.Join('\n', new GridCells(TileGrid.Runs(area, 13, threads, CancellationToken.None), 13, clip: true).Select(cell => $"{cell.Number} {cell.Tile} {cell.Shape}"));

        Assert.Equal(Text(1), Text(3));
    }, times: 30);

    [Fact]
    [Trait("Law", "14")]
    public void ACancelledGrid_EndsAtOnce()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        var area = Star(50_000);
        var clock = Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() => TileGrid.Cover(area, 15, clip: true, cancel.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => HexGrid.Cover(area, 1000, clip: true, cancel.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => MetricGrid.Cover(area, 1000, clip: true, cancel.Token));

        // Generous: a busy machine must not make it fail. The whole grids take many seconds.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    /// <summary>On one thread, since other tests allocate at the same time.</summary>
    private static double Allocated(AreaOfInterest area, int zoom)
    {
        TileGrid.Runs(area, zoom, threads: 1, CancellationToken.None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        TileGrid.Runs(area, zoom, threads: 1, CancellationToken.None);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static AreaOfInterest Star(int vertices) => AreaOfInterest.Of(GeoJsonGeometry.Factory.CreatePolygon(
        [.. Enumerable.Range(0, vertices + 1).Select(step => step % vertices).Select(step => (Angle: 2 * Math.PI * step / vertices, Far: 1 + (0.002 * (step % 7)))).Select(at => new Coordinate(10 + (at.Far * Math.Cos(at.Angle)), 50 + (at.Far * 0.6 * Math.Sin(at.Angle))))])).OrThrow();
}
