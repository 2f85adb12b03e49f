using BenchmarkDotNet.Attributes;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Grids.H3;

namespace OsmTasking.Benchmarks;

/// <summary>How a tile grid grows with its cells: each zoom has four times as many as the one before, over one coast of 50,000 vertices.</summary>
[MemoryDiagnoser]
public class GridCellBenchmarks
{
    private readonly AreaOfInterest _coast = GridsCoast.Island(50_000);

    [Params(12, 13, 14, 15)]
    public int Zoom { get; set; }

    [Benchmark]
    public int Lazy() => TileGrid.Cover(_coast, Zoom, clip: true).Count;

    [Benchmark]
    public int Polygons() => TileGrid.Cover(_coast, Zoom, clip: true).Sum(cell => cell.Shape.NumGeometries);

    [Benchmark]
    public int GeoJson() => TileGrid.WriteGeoJson(_coast, Zoom, clip: true, Stream.Null);
}

/// <summary>How grids grow with the vertices of the area, at one zoom.</summary>
[MemoryDiagnoser]
public class GridVertexBenchmarks
{
    private AreaOfInterest _coast = null!;

    [Params(1_000, 5_000, 50_000, 100_000, 250_000)]
    public int Vertices { get; set; }

    [GlobalSetup]
    public void Setup() => _coast = GridsCoast.Island(Vertices);

    [Benchmark(Baseline = true)]
    public int Tiles() => TileGrid.Cover(_coast, 12, clip: true).Count;

    [Benchmark]
    public int Hexagons() => HexGrid.Cover(_coast, 6_000, clip: true).Count;

    [Benchmark]
    public int H3() => H3Grid.Cover(_coast, 5, clip: true).Count;
}
