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
        var last = new Dictionary<(long, string, string, int, int), int>();
        foreach (var edit in edits)
        {
            var (x, y) = Cell(edit.Pin);
            var key = (edit.ProjectId, edit.Comment, edit.Source, x, y);
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

    private static (int X, int Y) Cell(EditPin pin)
    {
        // The spherical mercator projection, EPSG:3857; see the OpenStreetMap wiki, "Slippy map tilenames".
        var latitude = Math.Clamp(pin.Latitude, -85.05112878, 85.05112878) * Math.PI / 180;
        var x = (pin.Longitude + 180) / 360 * (1 << Zoom);
        var y = (1 - (Math.Asinh(Math.Tan(latitude)) / Math.PI)) / 2 * (1 << Zoom);
        return (Math.Clamp((int)x, 0, (1 << Zoom) - 1), Math.Clamp((int)y, 0, (1 << Zoom) - 1));
    }
}
