namespace OsmTasking.Core.Items;

/// <summary>Guesses where open items lie, so that a search in a wide box begins where something is. It proposes and decides nothing.</summary>
/// <remarks>
/// What it says may be old, wrong or missing at any moment: the store finds every open item without it, and whoever is sent to a place where nothing is left
/// is served from elsewhere. Nothing here throws for want of a server.
/// </remarks>
public interface IItemHint
{
    /// <summary>Returns where open items of a project were lately, or <see langword="null"/> when nothing is known now.</summary>
    ValueTask<ItemCells?> CellsAsync(long projectId, CancellationToken cancellationToken = default);

    /// <summary>Says that nothing was found in a cell, whoever asked.</summary>
    ValueTask DryAsync(long projectId, string cell, CancellationToken cancellationToken = default);
}

/// <summary>How many open items lie in which cells.</summary>
/// <param name="Open">Counts by quadkey; the keys are of one length, 1 to <see cref="Quadkeys.Zoom"/> digits.</param>
public sealed record ItemCells(IReadOnlyDictionary<string, int> Open)
{
    /// <summary>Chooses a cell that has something in common with a box: each item is as likely as the next, as far as the counts tell.</summary>
    /// <param name="southWest">The corner of the box in the south-west.</param>
    /// <param name="northEast">The corner of the box in the north-east.</param>
    /// <param name="draw">0 to 1, exclusive: chance.</param>
    /// <returns>The key of the cell, or <see langword="null"/> when none is known there.</returns>
    /// <remarks>A cell that lies in the box in part counts by the share of it, as if its items lay evenly.</remarks>
    public string? Choose(ItemPin southWest, ItemPin northEast, double draw)
    {
        var weights = Open.OrderBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => (cell.Key, Weight: cell.Value * Share(cell.Key, southWest, northEast))).Where(cell => cell.Weight > 0).ToList();
        var left = draw * weights.Sum(cell => cell.Weight);
        foreach (var (key, weight) in weights)
        {
            left -= weight;
            if (left < 0)
            {
                return key;
            }
        }

        return weights is [.., var last] ? last.Key : null;
    }

    /// <summary>Returns these without a cell.</summary>
    public ItemCells Without(string cell) => new(Open.Where(entry => entry.Key != cell).ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal));

    /// <summary>Returns these with so few digits that they are at most <paramref name="most"/> cells.</summary>
    public ItemCells Coarsened(int most)
    {
        var open = Open;
        for (var digits = open.Keys.FirstOrDefault()?.Length ?? 1; open.Count > most && digits > 1; digits--)
        {
            open = open.GroupBy(cell => cell.Key[..(digits - 1)], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(cell => cell.Value), StringComparer.Ordinal);
        }

        return new ItemCells(open);
    }

    private static double Share(string key, ItemPin southWest, ItemPin northEast)
    {
        var (low, high) = Quadkeys.BoxOf(key);
        var wide = Math.Min(high.Longitude, northEast.Longitude) - Math.Max(low.Longitude, southWest.Longitude);
        var tall = Math.Min(high.Latitude, northEast.Latitude) - Math.Max(low.Latitude, southWest.Latitude);
        return wide <= 0 || tall <= 0 ? 0 : wide * tall / ((high.Longitude - low.Longitude) * (high.Latitude - low.Latitude));
    }
}
