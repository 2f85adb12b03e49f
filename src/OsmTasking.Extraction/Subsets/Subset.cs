using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Filters;

namespace OsmTasking.Extraction.Subsets;

/// <summary>Takes a part of a source that is OSM data again, as <c>osmium extract</c> and <c>osmium tags-filter</c> do.</summary>
public static class Subset
{
    /// <summary>Chooses objects and writes them: nodes, then ways, then relations, each in the order of the source.</summary>
    /// <param name="source">The source; it may be in any order. Each kind of objects is read two to four times.</param>
    /// <param name="options">What to choose.</param>
    /// <param name="target">Receives blocks of at most 8,000 objects, each of one kind; it is left to the caller to complete.</param>
    /// <param name="progress">Receives the bytes read so far in all readings, now and then.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <returns>How many objects were written.</returns>
    /// <remarks>Memory: one bit for each node, way and relation chosen, in pages of 8 KiB; nothing else grows with the source.</remarks>
    /// <exception cref="OsmFormatException">The source is not what it says it is.</exception>
    public static SubsetSummary Write(
        IOsmSource source, SubsetOptions options, IOsmTarget target, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(target);
        return new SubsetPasses(source, options, progress, cancellationToken).Run(target);
    }
}

/// <summary>The readings of one subset: choose, complete, write.</summary>
internal sealed class SubsetPasses(IOsmSource source, SubsetOptions options, IProgress<long>? progress, CancellationToken cancellationToken)
{
    private readonly IdSet _inside = new();
    private readonly IdSet _nodes = new();
    private readonly IdSet _ways = new();
    private readonly IdSet _waysInside = new();
    private readonly IdSet _relations = new();
    private long _before;

    internal SubsetSummary Run(IOsmTarget target)
    {
        ChooseNodes();
        ChooseWays();
        ChooseRelations();
        if (options.Completeness != Completeness.None)
        {
            Read(OsmKinds.Ways, CompleteWays);
        }

        return Copy(target);
    }

    private void ChooseNodes()
    {
        if (options.Area is { } area)
        {
            Read(OsmKinds.Nodes, block =>
            {
                foreach (ref readonly var node in block.Nodes)
                {
                    if (area.Covers(node.Longitude / 1e7, node.Latitude / 1e7))
                    {
                        _inside.Add(node.Id);
                        Choose(OsmKinds.Nodes, block, node.Id, node.Tags, _nodes);
                    }
                }
            });
        }
        else if (options.Kinds.HasFlag(OsmKinds.Nodes))
        {
            Read(OsmKinds.Nodes, block =>
            {
                foreach (ref readonly var node in block.Nodes)
                {
                    Choose(OsmKinds.Nodes, block, node.Id, node.Tags, _nodes);
                }
            });
        }
    }

    private void ChooseWays() => Read(OsmKinds.Ways, block =>
    {
        foreach (ref readonly var way in block.Ways)
        {
            if (options.Area is null || Any(block.Refs(way.Refs)))
            {
                _waysInside.Add(way.Id);
                Choose(OsmKinds.Ways, block, way.Id, way.Tags, _ways);
            }
        }
    });

    // A relation counts as inside by a relation that is a member, which may come later in the file: read on until no more are found.
    private void ChooseRelations()
    {
        var inside = new IdSet();
        var completed = new IdSet();
        for (long before = -1; before != inside.Count + _relations.Count + completed.Count;)
        {
            before = inside.Count + _relations.Count + completed.Count;
            Read(OsmKinds.Relations, block =>
            {
                foreach (ref readonly var relation in block.Relations)
                {
                    var members = block.Members(relation.Members);
                    if (options.Area is null || Any(members, inside))
                    {
                        inside.Add(relation.Id);
                        Choose(OsmKinds.Relations, block, relation.Id, relation.Tags, _relations);
                    }

                    if (_relations.Contains(relation.Id))
                    {
                        completed.Add(relation.Id);
                        Complete(new TagView(block, relation.Tags), members);
                    }
                }
            });
            if (options.Area is null && options.Completeness != Completeness.Relations)
            {
                return;
            }
        }
    }

    private void Choose(OsmKinds kind, OsmBlock block, long id, OsmSlice tags, IdSet chosen)
    {
        if ((options.Kinds & kind) != OsmKinds.None && (options.Tags is not { } filter || MatchesInAnyShape(filter, kind, new TagView(block, tags))))
        {
            chosen.Add(id);
        }
    }

    private static bool MatchesInAnyShape(TagFilter filter, OsmKinds kind, TagView tags) => kind switch
    {
        OsmKinds.Nodes => filter.Matches(tags, Geometries.Shapes.Point),
        OsmKinds.Ways => filter.Matches(tags, Geometries.Shapes.Line) || filter.Matches(tags, Geometries.Shapes.Polygon),
        _ => filter.Matches(tags, Geometries.Shapes.Polygon) || filter.Matches(tags, Geometries.Shapes.Collection) || filter.Matches(tags, Geometries.Shapes.Line),
    };

    private void Complete(TagView tags, ReadOnlySpan<OsmMember> members)
    {
        var all = options.Completeness == Completeness.Relations;
        if (!all && (options.Completeness != Completeness.Areas || !Geometries.RelationGeometry.IsArea(tags)))
        {
            return;
        }

        foreach (ref readonly var member in members)
        {
            if (member.Kind == OsmKind.Way)
            {
                _ways.Add(member.Id);
            }
            else if (all)
            {
                (member.Kind == OsmKind.Node ? _nodes : _relations).Add(member.Id);
            }
        }
    }

    private void CompleteWays(OsmBlock block)
    {
        foreach (ref readonly var way in block.Ways)
        {
            if (_ways.Contains(way.Id))
            {
                foreach (var node in block.Refs(way.Refs))
                {
                    _nodes.Add(node);
                }
            }
        }
    }

    private bool Any(ReadOnlySpan<long> refs)
    {
        foreach (var node in refs)
        {
            if (_inside.Contains(node))
            {
                return true;
            }
        }

        return false;
    }

    private bool Any(ReadOnlySpan<OsmMember> members, IdSet relations)
    {
        foreach (ref readonly var member in members)
        {
            if ((member.Kind switch { OsmKind.Node => _inside, OsmKind.Way => _waysInside, _ => relations }).Contains(member.Id))
            {
                return true;
            }
        }

        return false;
    }

    private SubsetSummary Copy(IOsmTarget target)
    {
        var copy = new BlockCopy(target);
        foreach (var kind in (OsmKinds[])[OsmKinds.Nodes, OsmKinds.Ways, OsmKinds.Relations])
        {
            Read(kind, block => copy.Add(block, _nodes, _ways, _relations));
            copy.Flush();
        }

        return copy.Summary;
    }

    private void Read(OsmKinds kinds, Action<OsmBlock> visit)
    {
        var report = progress is null ? null : new Offset(progress, _before);
        source.Read(kinds, visit, report, cancellationToken);
        _before += source.BytesToRead(kinds) ?? 0;
    }

    private sealed class Offset(IProgress<long> progress, long before) : IProgress<long>
    {
        public void Report(long value) => progress.Report(before + value);
    }
}
