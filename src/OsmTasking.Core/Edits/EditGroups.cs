using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Edits;

/// <summary>Puts edits together that may share a changeset. Pure.</summary>
/// <remarks>
/// One changeset for one mapper, one project, one comment and source, and one cell: a web mercator tile of zoom 12, 10 km wide at the equator. Few changesets with
/// small boxes is what the community asks for; never across cells. Edits that touch one element do not share a changeset: each is built on what the other left.
/// </remarks>
public static class EditGroups
{
    private const int Zoom = 12;

    /// <summary>Groups edits of one mapper.</summary>
    /// <param name="edits">The edits, in the order they shall go.</param>
    /// <param name="mostChanges">How many elements a changeset may have, 1 and more.</param>
    /// <returns>The groups, in the order of their first edits.</returns>
    public static IReadOnlyList<IReadOnlyList<Edit>> Of(IEnumerable<Edit> edits, int mostChanges)
    {
        ArgumentNullException.ThrowIfNull(edits);
        var groups = new List<(List<Edit> Edits, HashSet<OsmElementId> Elements)>();
        var last = new Dictionary<(long, string, string, TileKey), int>();
        foreach (var edit in edits)
        {
            var key = (edit.ProjectId, edit.Comment, edit.Source, Tile.At(Zoom, edit.Pin.Longitude, edit.Pin.Latitude));
            var known = edit.Changes.Select(change => change.Element).Where(element => element.Id > 0).ToList();
            if (!last.TryGetValue(key, out var at) || groups[at].Edits.Sum(other => other.Changes.Count) + edit.Changes.Count > mostChanges || groups[at].Elements.Overlaps(known))
            {
                last[key] = at = groups.Count;
                groups.Add(([], []));
            }

            groups[at].Edits.Add(edit);
            groups[at].Elements.UnionWith(known);
        }

        return [.. groups.Select(group => (IReadOnlyList<Edit>)group.Edits)];
    }

    /// <summary>Cuts a group in two where it is longest, for a box that is too large; or anywhere, to find the edit at fault.</summary>
    /// <param name="edits">At least two.</param>
    public static (IReadOnlyList<Edit> One, IReadOnlyList<Edit> Other) Split(IReadOnlyList<Edit> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        var width = edits.Max(edit => edit.Pin.Longitude) - edits.Min(edit => edit.Pin.Longitude);
        var height = edits.Max(edit => edit.Pin.Latitude) - edits.Min(edit => edit.Pin.Latitude);
        var sorted = width >= height ? edits.OrderBy(edit => edit.Pin.Longitude).ToList() : edits.OrderBy(edit => edit.Pin.Latitude).ToList();
        var half = sorted.Count / 2;
        return (sorted[..half], sorted[half..]);
    }
}
