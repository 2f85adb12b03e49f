using NetTopologySuite.Geometries;

namespace OsmTasking.Extraction.Geometries;

/// <summary>
/// Builds areas out of lines: the member ways of a multipolygon, or one closed way. Roles and the direction of ways do not
/// matter, only what the lines enclose (even-odd).
/// </summary>
/// <remarks>
/// 1. Lines become segments; equal ones cancel in pairs, so the shared border of two inner rings vanishes.
/// 2. Every end must be met by another, and no two segments may cross: <see cref="SegmentChecks"/>.
/// 3. Around each place the wedges between segments alternate between inside and outside; one ray per connected figure
///    decides the first: <see cref="SegmentSides"/>.
/// 4. Walking with the inside on the left, turning as sharply left as possible, gives the border of each piece of the
///    inside; cut at places visited twice it falls into one shell and its holes: <see cref="RingWalk"/>.
/// All tests use exact integers.
/// </remarks>
public static class AreaAssembler
{
    /// <summary>Builds the area.</summary>
    /// <param name="lines">The lines; neighbouring places that are equal count once.</param>
    /// <param name="problem">What is wrong, when the result is null.</param>
    /// <param name="place">Where, when it has a place.</param>
    /// <returns>Polygon or MultiPolygon, shells counter-clockwise and holes clockwise, EPSG:4326; null when the lines enclose no area.</returns>
    public static Geometry? Assemble(IEnumerable<OsmPoint[]> lines, out ProblemReason? problem, out OsmPoint? place)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var segments = Segments(lines);
        (problem, place) = segments.Count == 0 ? (ProblemReason.NoArea, null) : SegmentChecks.Find(segments);
        if (problem is not null)
        {
            return null;
        }

        var rings = RingWalk.Walk(segments);
        return PolygonBuilder.Build(rings);
    }

    /// <summary>Different neighbours joined, lower end first; pairs of equal segments cancelled.</summary>
    private static List<Segment> Segments(IEnumerable<OsmPoint[]> lines)
    {
        var all = new List<Segment>();
        foreach (var line in lines)
        {
            for (var index = 1; index < line.Length; index++)
            {
                if (line[index - 1] != line[index])
                {
                    all.Add(Segment.Of(line[index - 1], line[index]));
                }
            }
        }

        all.Sort();
        var kept = new List<Segment>(all.Count);
        foreach (var segment in all)
        {
            if (kept.Count > 0 && kept[^1] == segment)
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else
            {
                kept.Add(segment);
            }
        }

        return kept;
    }
}

/// <summary>Two neighbouring places, the western (southern) one first.</summary>
internal readonly record struct Segment(OsmPoint Low, OsmPoint High) : IComparable<Segment>
{
    internal static Segment Of(OsmPoint a, OsmPoint b) => a.CompareTo(b) < 0 ? new Segment(a, b) : new Segment(b, a);

    public int CompareTo(Segment other) => Low != other.Low ? Low.CompareTo(other.Low) : High.CompareTo(other.High);
}
