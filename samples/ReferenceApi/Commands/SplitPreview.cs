using System.Globalization;
using System.Text;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;

namespace ReferenceApi.Commands;

/// <summary>Draws tasks as SVG: the darker, the more work.</summary>
internal static class SplitPreview
{
    private const double Width = 1200;
    private const int MostTasks = 50_000;

    internal static void Write(Stream stream, AreaOfInterest area, IReadOnlyList<GridTask> tasks, IReadOnlyList<double>? minutes)
    {
        var box = new Envelope(area.Bounds);
        foreach (var task in tasks.Take(MostTasks))
        {
            box.ExpandToInclude(task.Shape.EnvelopeInternal);
        }

        var flat = Math.Cos(box.Centre.Y * Math.PI / 180);
        var scale = Width / Math.Max(box.Width * flat, box.Height);
        using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {box.Width * flat * scale:F1} {box.Height * scale:F1}\" stroke=\"#234\" stroke-width=\"0.8\" fill-rule=\"evenodd\">"));
        var most = minutes is { Count: > 0 } ? Math.Max(1e-9, minutes.Max()) : 1;
        for (var index = 0; index < Math.Min(tasks.Count, MostTasks); index++)
        {
            var opacity = minutes is null ? 0.25 : 0.1 + (0.6 * minutes[index] / most);
            var work = minutes is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", {minutes[index]:F1} min");
            text.Write(string.Create(CultureInfo.InvariantCulture, $"<path fill=\"#2a7\" fill-opacity=\"{opacity:F2}\" d=\""));
            Path(text, tasks[index].Shape, place => string.Create(CultureInfo.InvariantCulture, $"{(place.X - box.MinX) * flat * scale:F1},{(box.MaxY - place.Y) * scale:F1} "));
            text.WriteLine($"\"><title>{tasks[index].Key}{work}</title></path>");
        }

        text.WriteLine("</svg>");
    }

    private static void Path(StreamWriter text, Geometry shape, Func<Coordinate, string> place)
    {
        for (var part = 0; part < shape.NumGeometries; part++)
        {
            var polygon = (Polygon)shape.GetGeometryN(part);
            foreach (var ring in polygon.InteriorRings.Prepend(polygon.ExteriorRing))
            {
                text.Write('M');
                foreach (var at in ring.Coordinates[..^1])
                {
                    text.Write(place(at));
                }

                text.Write('Z');
            }
        }
    }
}
