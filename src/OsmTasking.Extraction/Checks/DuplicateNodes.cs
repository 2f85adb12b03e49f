using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;
using OsmTasking.Extraction.Locations;

namespace OsmTasking.Extraction.Checks;

/// <summary>Two nodes in one place, with the same tags or none: lines that look joined there are not.</summary>
/// <remarks>
/// <code>
///   fault                        fine
///   n1 ──── n2                   n1 ──── n2 ──── n4      (one node)
///           n3 ──── n4           n2 amenity=cafe, n3 amenity=bank   (two things at one place)
///   n2 and n3 at the same place
/// </code>
/// Nodes with different tags are different things. Of three and more at one place the two lowest ids are told.
/// </remarks>
internal static class DuplicateNodes
{
    /// <summary>Finds them among all located nodes.</summary>
    /// <param name="nodes">The nodes, frozen.</param>
    /// <param name="tags">Tells the hash of the tags of a node, 0 for none.</param>
    internal static IEnumerable<Finding> Find(NodeLocations nodes, Func<long, long> tags)
    {
        var filter = new TwiceFilter(nodes.Count);
        var places = new ulong[65_536];
        var ids = new ushort[65_536];
        foreach (var (_, page) in nodes.Pages())
        {
            page.CopyTo(ids, places);
            foreach (var place in places.AsSpan(0, page.Count))
            {
                filter.Note(place);
            }
        }

        filter.Turn();
        var found = new List<(ulong Place, long Tags, long Id)>();
        foreach (var (number, page) in nodes.Pages())
        {
            page.CopyTo(ids, places);
            for (var i = 0; i < page.Count; i++)
            {
                if (filter.MayBeTwice(places[i]))
                {
                    found.Add((places[i], 0, (number << 16) + ids[i]));
                }
            }
        }

        return Groups(found, tags);
    }

    private static IEnumerable<Finding> Groups(List<(ulong Place, long Tags, long Id)> suspects, Func<long, long> tags)
    {
        for (var i = 0; i < suspects.Count; i++)
        {
            suspects[i] = suspects[i] with { Tags = tags(suspects[i].Id) };
        }

        suspects.Sort();
        for (int from = 0, to = 0; from < suspects.Count; from = to)
        {
            var (place, hash, id) = suspects[from];
            while (to < suspects.Count && suspects[to].Place == place && suspects[to].Tags == hash)
            {
                to++;
            }

            if (to - from > 1)
            {
                yield return new Finding(
                    CheckKind.DuplicateNodes,
                    new(OsmKind.Node, id),
                    PackedLocation.Longitude(place) / 1e7,
                    PackedLocation.Latitude(place) / 1e7,
                    hash == 0 ? $"{to - from} nodes lie in one place: are the lines that meet here meant to be joined?" : $"{to - from} nodes with the same tags lie in one place.")
                { Other = new(OsmKind.Node, suspects[from + 1].Id) };
            }
        }
    }
}
