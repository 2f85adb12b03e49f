using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Geometries;

/// <summary>Relations as areas, or as collections of what their members are.</summary>
internal static class RelationShape
{
    /// <summary>Whether a relation describes an area.</summary>
    internal static bool IsArea(OsmTags tags) => tags.Has("type"u8, "multipolygon"u8) || tags.Has("type"u8, "boundary"u8);

    /// <summary>Makes the geometry of a relation.</summary>
    /// <param name="members">Its members.</param>
    /// <param name="isArea">Whether its ways enclose an area.</param>
    /// <param name="ways">The places of member ways; those that are not in the file are missing.</param>
    /// <param name="nodes">Finds member nodes.</param>
    /// <param name="problem">What is wrong: the reason for no geometry, or what the geometry lacks.</param>
    /// <param name="place">Where, when it has a place.</param>
    internal static Geometry? Make(
        ReadOnlySpan<OsmMember> members, bool isArea, IReadOnlyDictionary<long, OsmPoint[]> ways, Func<long, OsmPoint?> nodes,
        out ProblemReason? problem, out OsmPoint? place)
    {
        (problem, place) = (null, null);
        var (lines, points, seen) = (new List<OsmPoint[]>(), new List<OsmPoint>(), new HashSet<long>());
        foreach (var member in members)
        {
            if (member.Kind == OsmKind.Way)
            {
                if (!ways.TryGetValue(member.Id, out var line))
                {
                    problem = ProblemReason.MissingMember;
                }
                else if (seen.Add(member.Id))
                {
                    lines.Add(line); // A way that is a member twice counts once.
                }
            }
            else if (member.Kind == OsmKind.Node && nodes(member.Id) is { } point)
            {
                points.Add(point);
            }
        }

        if (isArea)
        {
            if (lines.Count == 0 || problem is not null)
            {
                problem ??= ProblemReason.NoMembers;
                return null;
            }

            return AreaAssembler.Assemble(lines, out problem, out place);
        }

        var shape = Collect(lines, points);
        problem = shape is null ? problem ?? ProblemReason.NoMembers : problem;
        return shape;
    }

    private static GeometryCollection? Collect(List<OsmPoint[]> lines, List<OsmPoint> points)
    {
        var strings = lines.Select(Shapes.Line).OfType<LineString>().ToArray();
        var dots = points.Select(Shapes.Point).ToArray();
        var factory = GeoJsonGeometry.Factory;
        return (strings.Length, dots.Length) switch
        {
            (0, 0) => null,
            (_, 0) => factory.CreateMultiLineString(strings),
            (0, _) => factory.CreateMultiPoint(dots),
            _ => factory.CreateGeometryCollection([factory.CreateMultiLineString(strings), factory.CreateMultiPoint(dots)]),
        };
    }
}
