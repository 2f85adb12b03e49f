using System.Text;

namespace OsmTasking.Extraction.Xml;

/// <summary>Writes what stands before the objects.</summary>
internal static class XmlProlog
{
    internal static void Write(XmlOutput output, string root, OsmHeader header)
    {
        output.Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<"u8);
        output.Raw(Encoding.UTF8.GetBytes(root));
        output.Raw(" version=\"0.6"u8);
        if (header.WritingProgram is { Length: > 0 } program)
        {
            output.Raw("\" generator=\""u8);
            output.Text(Encoding.UTF8.GetBytes(program));
        }

        output.Raw("\">\n"u8);
    }

    /// <summary>Writes the element bounds.</summary>
    internal static void WriteBounds(XmlOutput output, (double West, double South, double East, double North) bounds)
    {
        Side("  <bounds minlat=\""u8, bounds.South, 90);
        Side("\" minlon=\""u8, bounds.West, 180);
        Side("\" maxlat=\""u8, bounds.North, 90);
        Side("\" maxlon=\""u8, bounds.East, 180);
        output.Raw("\"/>\n"u8);

        void Side(ReadOnlySpan<byte> start, double degrees, int most)
        {
            output.Raw(start);
            output.Degrees(Math.Abs(degrees) <= most ? (int)Math.Round(degrees * 1e7)
                : throw new ArgumentOutOfRangeException(nameof(bounds), degrees, $"Bounds lie from -{most} to {most} degrees."));
        }
    }
}
