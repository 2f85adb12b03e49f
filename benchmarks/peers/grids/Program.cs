using System.Diagnostics;
using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.IO;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Benchmarks;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

// Ours and the NTS ways; CPU seconds, medians after warming up. AREA is a number of vertices, for a generated coast, or a GeoJSON file.
// Arguments: "AREA ZOOM [nts]" measures, "wkt AREA FILE" writes an area for the other peers, "peak lazy|polygons|geojson AREA ZOOM" runs
// once and tells the memory, "million cells|tasks [lazy|polygons|geojson]" and "balance AREA EXTRACT EACH [lines] [xCOPIES] [OUT.wkt]".
if (args is ["wkt", var many, var file])
{
    File.WriteAllText(file, new WKTWriter { PrecisionModel = new PrecisionModel() }.Write(AreaOf(many).Shape));
    return;
}

if (args is ["peak", var kind, var edges, var level])
{
    // One run in a process of its own, cold: what it holds at the most.
    var (island, depth) = (AreaOf(edges), int.Parse(level, CultureInfo.InvariantCulture));
    using var sink = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    var made = kind switch
    {
        "lazy" => TileGrid.Cover(island, depth, clip: true).Count,
        "polygons" => TileGrid.Cover(island, depth, clip: true).Sum(cell => cell.Shape.NumGeometries),
        _ => TileGrid.WriteGeoJson(island, depth, clip: true, sink),
    };
    Console.WriteLine($"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB, {made}");
    return;
}

if (args is ["million", var size, .. var once])
{
    (once is [var way] ? () => Million.Peak(size, way) : (Action)(() => Million.Time(size)))();
    return;
}

if (args is ["balance", var areaFile, var extract, var each, .. var more])
{
    var copies = more.FirstOrDefault(word => word is ['x', >= '0' and <= '9', ..]) is { } times ? int.Parse(times.AsSpan(1), CultureInfo.InvariantCulture) : 1;
    Balance.Run(areaFile, extract, int.Parse(each, CultureInfo.InvariantCulture), more.Contains("lines"), copies, more.FirstOrDefault(name => name.EndsWith(".wkt", StringComparison.Ordinal)));
    return;
}

var zoom = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 15;
var area = AreaOf(args.Length > 0 ? args[0] : "50000");
var cells = TileGrid.Cover(area, zoom, clip: true);
Console.WriteLine($"{area.Shape.NumPoints} vertices, zoom {zoom}: {cells.Count} tasks, {cells.Count(cell => !cell.IsSquare)} clipped, box {Columns(area, zoom).Count() * Rows(area, zoom).Count()} cells");
Show("lazy", 9, () => TileGrid.Cover(area, zoom, clip: true).Count);
Show("NTS polygons", 5, () => TileGrid.Cover(area, zoom, clip: true).Sum(cell => cell.Shape.NumGeometries));
Show("GeoJSON", 5, () => TileGrid.WriteGeoJson(area, zoom, clip: true, Stream.Null));
if (args is [_, _, "nts"])
{
    Show("NTS recursive OverlayNG", 3, () => Recursive(area.Shape, Tile.Holding(area.Bounds), zoom));
    Show("NTS prepared + OverlayNG, sampled", 1, () => PerCell(area, zoom, prepared: true), Step(area, zoom));
    Show("NTS per cell, sampled", 1, () => PerCell(area, zoom, prepared: false), Step(area, zoom));
}

Console.WriteLine($"peak memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");

static AreaOfInterest AreaOf(string given) => int.TryParse(given, CultureInfo.InvariantCulture, out var vertices)
    ? GridsCoast.Island(vertices)
    : AreaOfInterest.Parse(File.ReadAllBytes(given)).OrThrow();

static void Show(string name, int times, Func<int> run, double scale = 1)
{
    var spent = new List<double>();
    var (count, bytes) = (0, 0L);
    for (var time = 0; time < times + (scale == 1 ? 2 : 0); time++)
    {
        var (before, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        count = run();
        spent.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
        bytes = GC.GetTotalAllocatedBytes() - allocated;
    }

    if (scale == 1)
    {
        spent.RemoveRange(0, 2);
    }

    spent.Sort();
    Console.WriteLine($"{name,-36} {spent[spent.Count / 2] * scale,10:F3} CPU s  {bytes >> 20,6} MB allocated  {count} tasks");
}

static IEnumerable<int> Columns(AreaOfInterest area, int zoom) =>
    Enumerable.Range(0, 1 << zoom).Where(x => Tile.West(zoom, x) < area.Bounds.MaxX && Tile.West(zoom, x + 1) > area.Bounds.MinX);

static IEnumerable<int> Rows(AreaOfInterest area, int zoom) =>
    Enumerable.Range(0, 1 << zoom).Where(y => Tile.North(zoom, y) > area.Bounds.MinY && Tile.North(zoom, y + 1) < area.Bounds.MaxY);

static int Recursive(Geometry carried, TileKey tile, int zoom)
{
    var square = Tile.Outline(tile);
    var part = OverlayNGRobust.Overlay(carried, square, SpatialFunction.Intersection);
    if (part.IsEmpty || part.Area == 0)
    {
        return 0;
    }

    return tile.Zoom == zoom ? 1
        : part.NumPoints == 5 && part.EqualsTopologically(square) ? 1 << (2 * (zoom - tile.Zoom))
        : Tile.Children(tile).Sum(child => Recursive(part, child, zoom));
}

static int Step(AreaOfInterest area, int zoom) => Math.Max(1, Columns(area, zoom).Count() * Rows(area, zoom).Count() / 300);

static int PerCell(AreaOfInterest area, int zoom, bool prepared)
{
    var fast = prepared ? PreparedGeometryFactory.Prepare(area.Shape) : null;
    var (tasks, index, step) = (0, 0, Step(area, zoom));
    foreach (var x in Columns(area, zoom))
    {
        foreach (var y in Rows(area, zoom))
        {
            if (index++ % step != 0)
            {
                continue;
            }

            var square = Tile.Outline(new TileKey(zoom, x, y));
            if (fast is not null ? fast.Covers(square) || (fast.Intersects(square) && CellCut.Part(area.Shape, square) is not null) : CellCut.Part(area.Shape, square) is not null)
            {
                tasks++;
            }
        }
    }

    return tasks;
}
