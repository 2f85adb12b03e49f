using System.Diagnostics;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;

namespace OsmTasking.Benchmarks;

/// <summary>The grid of a million cells over a coast of 50,000 vertices: CPU seconds warm, in process; memory in a process of its own.</summary>
internal static class Million
{
    private const int Zoom = 15;

    /// <summary>An island whose box has a million cells at zoom 15 (772,000 tasks), or one with close on a million tasks.</summary>
    private static AreaOfInterest Area(string size) => GridsCoast.Island(50_000, size == "tasks" ? 3.7 : 3.252);

    /// <summary>Prints a line for each way to take the cells.</summary>
    /// <param name="size"><c>cells</c> or <c>tasks</c>: which of the two are a million.</param>
    internal static void Time(string size)
    {
        var area = Area(size);
        var box = area.Bounds;
        var columns = Enumerable.Range(0, 1 << Zoom).Count(x => Tile.West(Zoom, x) < box.MaxX && Tile.West(Zoom, x + 1) > box.MinX);
        var rows = Enumerable.Range(0, 1 << Zoom).Count(y => Tile.North(Zoom, y) > box.MinY && Tile.North(Zoom, y + 1) < box.MaxY);
        Console.WriteLine($"{area.Shape.NumPoints} vertices, zoom {Zoom}: {TileGrid.Count(area, Zoom)} tasks, box {(long)columns * rows} cells");
        Show("lazy", () => Run("lazy", area));
        Show("NTS polygons", () => Run("polygons", area));
        Show("GeoJSON", () => Run("geojson", area));
    }

    /// <summary>Takes the cells once, cold, and prints what the process held at the most.</summary>
    internal static void Peak(string size, string kind)
    {
        var tasks = Run(kind, Area(size));
        Console.WriteLine($"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB, {tasks} tasks");
    }

    private static int Run(string kind, AreaOfInterest area)
    {
        switch (kind)
        {
            case "none":
                return 0;
            case "lazy":
                return TileGrid.Cover(area, Zoom, clip: true).Count;
            case "polygons":
                var polygons = 0;
                foreach (var cell in TileGrid.Cover(area, Zoom, clip: true))
                {
                    polygons += cell.Shape.NumGeometries;
                }

                return polygons;
            default:
                using (var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
                {
                    return TileGrid.WriteGeoJson(area, Zoom, clip: true, file);
                }
        }
    }

    private static void Show(string name, Func<int> run)
    {
        const int Warming = 8;
        var spent = new List<(double Cpu, double Wall)>();
        var (count, bytes) = (0, 0L);
        for (var time = 0; time < Warming + 9; time++)
        {
            var (before, clock, allocated) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew(), GC.GetTotalAllocatedBytes());
            count = run();
            spent.Add(((Environment.CpuUsage.TotalTime - before).TotalSeconds, clock.Elapsed.TotalSeconds));
            bytes = GC.GetTotalAllocatedBytes() - allocated;
        }

        var (cpu, wall) = (spent.Skip(Warming).Select(one => one.Cpu).Order().ElementAt(4), spent.Skip(Warming).Select(one => one.Wall).Order().ElementAt(4));
        Console.WriteLine($"{name,-36} {cpu,10:F3} CPU s {wall,8:F3} s  {bytes >> 20,6} MB allocated  {count} tasks");
    }
}
