namespace OsmTasking.Extraction.Summaries;

/// <summary>What a source holds of one kind of objects.</summary>
public sealed class KindSummary
{
    /// <summary>Gets the number of objects; versions of one object count each.</summary>
    public long Count { get; private set; }

    /// <summary>Gets how many of them have tags.</summary>
    public long Tagged { get; private set; }

    /// <summary>Gets the number of tags.</summary>
    public long Tags { get; private set; }

    /// <summary>Gets the number of node references of ways, or members of relations.</summary>
    public long References { get; private set; }

    /// <summary>Gets the smallest id; meaningless without objects.</summary>
    public long SmallestId { get; private set; } = long.MaxValue;

    /// <summary>Gets the largest id; meaningless without objects.</summary>
    public long LargestId { get; private set; } = long.MinValue;

    internal void Add(long id, int tags, int references)
    {
        Count++;
        Tagged += tags > 0 ? 1 : 0;
        Tags += tags;
        References += references;
        SmallestId = Math.Min(SmallestId, id);
        LargestId = Math.Max(LargestId, id);
    }

    internal void Take(KindSummary other)
    {
        Count += other.Count;
        Tagged += other.Tagged;
        Tags += other.Tags;
        References += other.References;
        SmallestId = Math.Min(SmallestId, other.SmallestId);
        LargestId = Math.Max(LargestId, other.LargestId);
        other.Clear();
    }

    private void Clear()
    {
        (Count, Tagged, Tags, References) = (0, 0, 0, 0);
        (SmallestId, LargestId) = (long.MaxValue, long.MinValue);
    }
}
