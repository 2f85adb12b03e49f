using System.Globalization;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Checks;

/// <summary>Looks at the objects of a block one by one; what it found is told when the block's turn comes.</summary>
internal abstract class CheckLane(CheckState state) : IBlockLane
{
    private readonly TagSpelling _spelling = new();
    private readonly List<Finding> _findings = [];
    private readonly bool _spells = state.Wants(CheckKind.MisspeltTag);
    private readonly bool _misses = state.Wants(CheckKind.MissingTag);

    protected CheckState State => state;

    public abstract void Visit(OsmBlock block, BlockTurn turn);

    public void Commit()
    {
        foreach (var finding in _findings)
        {
            state.Tell(finding);
        }

        _findings.Clear();
        HandOver();
    }

    /// <summary>Hands what later passes need over to the state; called in the order of the source.</summary>
    protected virtual void HandOver()
    {
    }

    protected void Tell(Finding finding) => _findings.Add(finding);

    protected void Tell(CheckKind check, OsmKind kind, long id, ulong place, string detail) =>
        Tell(new Finding(check, new(kind, id), PackedLocation.Longitude(place) / 1e7, PackedLocation.Latitude(place) / 1e7, detail));

    /// <summary>Looks at the tags of an object; of a member of a relation, the relation may say what it is.</summary>
    protected void CheckTags(TagView tags, OsmKind kind, long id, ulong place, bool isMember)
    {
        if (_spells && _spelling.Find(tags) is { } slip)
        {
            Tell(CheckKind.MisspeltTag, kind, id, place, Short(slip));
        }
        else if (_misses && !isMember && MissingTags.Find(tags, kind) is { } missing)
        {
            Tell(CheckKind.MissingTag, kind, id, place, Short(missing));
        }
    }

    /// <summary>Hashes tags, whatever their order.</summary>
    protected static long HashOf(TagView tags)
    {
        ulong sum = 0;
        for (var i = 0; i < tags.Count; i++)
        {
            sum += DuplicateWays.Mix(Utf8Hash.Of(tags.Key(i)) ^ (Utf8Hash.Of(tags.Value(i)) * 3));
        }

        return (long)sum;
    }

    // Items have room for 255 characters.
    private static string Short(string text) => new StringInfo(text) is { LengthInTextElements: > 200 } long_ ? long_.SubstringByTextElements(0, 200) + "…" : text;
}
