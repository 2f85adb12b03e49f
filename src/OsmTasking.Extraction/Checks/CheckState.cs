using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;
using OsmTasking.Extraction.Locations;

namespace OsmTasking.Extraction.Checks;

/// <summary>What the passes of one run hand on to each other, in compact form.</summary>
internal sealed class CheckState(CheckOptions options, NodeLocations nodes, Action<Finding> found)
{
    private readonly long[] _counts = new long[CheckKinds.All.Count];
    private GrowingArray<(long Id, long Tags)> _tagged = new();
    private GrowingArray<DrawnWay> _drawn = new();

    internal NodeLocations Nodes => nodes;

    /// <summary>Gets the ways that areas are made of, with their locations.</summary>
    internal MemberWays AreaWays { get; } = new();

    /// <summary>Gets the ways that any relation has as members; their locations are not kept.</summary>
    internal MemberWays AnyWays { get; } = new();

    internal LineTable Lines { get; } = new();

    internal OutlineTable Outlines { get; } = new();

    internal long Found => _counts.Sum();

    internal bool Wants(CheckKind check) => options.Checks.Contains(check);

    internal bool WantsAny(params ReadOnlySpan<CheckKind> checks)
    {
        foreach (var check in checks)
        {
            if (Wants(check))
            {
                return true;
            }
        }

        return false;
    }

    internal void Tell(Finding finding)
    {
        if (Wants(finding.Check))
        {
            _counts[(int)finding.Check]++;
            found(finding);
        }
    }

    /// <summary>Keeps the tagged nodes of a block: the hash of their tags, with the lowest bit set where they explain an end.</summary>
    internal void Keep(ReadOnlySpan<(long Id, long Tags)> tagged) => tagged.CopyTo(_tagged.Extend(tagged.Length));

    internal void Keep(ReadOnlySpan<DrawnWay> drawn) => drawn.CopyTo(_drawn.Extend(drawn.Length));

    /// <summary>Ends the pass over nodes.</summary>
    internal void Freeze()
    {
        nodes.Freeze();
        AreaWays.Freeze();
        AnyWays.Freeze();
        var tagged = _tagged.Span;
        for (var i = 1; i < tagged.Length; i++)
        {
            if (tagged[i].Id < tagged[i - 1].Id)
            {
                tagged.Sort(static (one, other) => one.Id.CompareTo(other.Id));
                break;
            }
        }
    }

    /// <summary>Gets the hash of the tags of a node: 0 for none.</summary>
    internal long TagsOf(long node)
    {
        var (low, high) = (0, _tagged.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            ref readonly var here = ref _tagged[middle];
            if (here.Id == node)
            {
                return here.Tags;
            }

            (low, high) = here.Id < node ? (middle + 1, high) : (low, middle - 1);
        }

        return 0;
    }

    internal bool ExplainsAnEnd(long node) => (TagsOf(node) & 1) != 0;

    internal DrawnWay[] TakeDrawn()
    {
        var drawn = _drawn.Span.ToArray();
        _drawn = new();
        return drawn;
    }

    internal CheckSummary Summary() => new(CheckKinds.All.Where(Wants).ToDictionary(check => check, check => _counts[(int)check]));
}
