using System.Diagnostics.CodeAnalysis;
using NetTopologySuite.Geometries;
using OsmTasking.Extraction.Locations;

namespace OsmTasking.Extraction.Geometries;

/// <summary>Ways as lines or areas.</summary>
internal static class WayShape
{
    /// <summary>Looks the nodes of a way up; null when one is missing.</summary>
    internal static OsmPoint[]? Places(ReadOnlySpan<long> refs, NodeLocations locations)
    {
        var places = new OsmPoint[refs.Length];
        for (var index = 0; index < refs.Length; index++)
        {
            if (!locations.TryGet(refs[index], out var x, out var y))
            {
                return null;
            }

            places[index] = new OsmPoint(x, y);
        }

        return places;
    }

    /// <summary>Makes the geometry of a way.</summary>
    internal static bool TryMake(
        ReadOnlySpan<long> refs, OsmTags tags, NodeLocations locations, AreaRules rules,
        [NotNullWhen(true)] out Geometry? shape, out ProblemReason? problem, out OsmPoint? place)
    {
        (shape, problem, place) = (null, null, null);
        if (Places(refs, locations) is not { } places)
        {
            problem = ProblemReason.MissingNode;
            return false;
        }

        place = places.Length > 0 ? places[0] : null;
        if (refs.Length >= 4 && refs[0] == refs[^1] && rules.IsArea(tags))
        {
            shape = AreaAssembler.Assemble([places], out problem, out var fault);
            place = fault ?? place;
        }
        else
        {
            shape = Shapes.Line(places);
            problem = shape is null ? ProblemReason.TooFewPlaces : null;
        }

        return shape is not null;
    }
}
