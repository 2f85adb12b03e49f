using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;
using OsmTasking.Extraction.Locations;

namespace OsmTasking.Extraction;

/// <summary>
/// The passes of one extract. 1: nodes are located and written, relations say which ways they need. 2: ways are written, needed
/// ones kept. 3: relations are written. Passes that have nothing to do are left out.
/// </summary>
internal sealed class ExtractPasses
{
    private readonly IOsmSource _source;
    private readonly ExtractOptions _options;
    private readonly IFeatureSink _sink;
    private readonly IProgress<ExtractProgress>? _progress;
    private readonly NodeLocations _nodes = new();
    private readonly MemberWays _memberWays = new();
    private readonly WayGeometry _ways;
    private readonly RelationGeometry _relations;
    private readonly PackedGeometry _geometry = new();
    private readonly ExtractCounts _counts = new();

    internal ExtractPasses(IOsmSource source, ExtractOptions options, IFeatureSink sink, IProgress<ExtractProgress>? progress)
    {
        (_source, _options, _sink, _progress) = (source, options, sink, progress);
        _ways = new WayGeometry(_nodes, options.AreaRules);
        _relations = new RelationGeometry(_nodes, _memberWays);
    }

    internal ExtractSummary Run(CancellationToken cancellationToken)
    {
        var wanted = _options.Kinds;
        var passes = wanted.HasFlag(OsmKinds.Relations) ? 3 : wanted.HasFlag(OsmKinds.Ways) ? 2 : wanted == OsmKinds.None ? 0 : 1;
        if (passes >= 1)
        {
            Read(1, passes, passes == 3 ? OsmKinds.Nodes | OsmKinds.Relations : OsmKinds.Nodes, VisitNodes, cancellationToken);
            _nodes.Freeze();
            _memberWays.Freeze();
        }

        if (passes >= 2)
        {
            Read(2, passes, OsmKinds.Ways, VisitWays, cancellationToken);
        }

        if (passes >= 3)
        {
            Read(3, passes, OsmKinds.Relations, VisitRelations, cancellationToken);
        }

        return _counts.Summary();
    }

    private void Read(int pass, int passes, OsmKinds kinds, Action<OsmBlock> visit, CancellationToken cancellationToken)
    {
        var progress = _progress is null ? null : new PassProgress(bytes =>
            _progress.Report(new(pass, passes, bytes, _source.LengthInBytes, _counts.Rows)));
        _source.Read(kinds, visit, progress, cancellationToken);
    }

    private void VisitNodes(OsmBlock block)
    {
        var locate = (_options.Kinds & (OsmKinds.Ways | OsmKinds.Relations)) != OsmKinds.None;
        var write = _options.Kinds.HasFlag(OsmKinds.Nodes);
        foreach (ref readonly var node in block.Nodes)
        {
            if (!node.Info.Visible)
            {
                continue;
            }

            if (locate)
            {
                _nodes.Add(node.Id, node.Longitude, node.Latitude);
            }

            if (write && (node.Tags.Length > 0 || _options.Untagged))
            {
                WriteNode(block, node);
            }
        }

        if (!_options.Kinds.HasFlag(OsmKinds.Relations))
        {
            return;
        }

        foreach (ref readonly var relation in block.Relations)
        {
            if (Takes(block, relation, out _))
            {
                foreach (ref readonly var member in block.Members(relation.Members))
                {
                    if (member.Kind == OsmKind.Way)
                    {
                        _memberWays.Want(member.Id);
                    }
                }
            }
        }
    }

    private void WriteNode(OsmBlock block, in OsmNode node)
    {
        if (!Matches(new TagView(block, node.Tags), Shapes.Point))
        {
            return;
        }

        var (longitude, latitude) = (node.Longitude / 1e7, node.Latitude / 1e7);
        if (!PackedLocation.IsOnGlobe(node.Longitude, node.Latitude))
        {
            Report(new(OsmKind.Node, node.Id, ProblemReason.OffGlobe, longitude, latitude, 0, Dropped: true));
            return;
        }

        _geometry.Start(GeometryKind.Point);
        _geometry.AddPoint(longitude, latitude);
        Write(new OsmFeature(block, OsmKind.Node, node.Id, node.Tags, node.Info, _geometry));
    }

    private void VisitWays(OsmBlock block)
    {
        foreach (ref readonly var way in block.Ways)
        {
            if (!way.Info.Visible)
            {
                continue;
            }

            var write = _options.Kinds.HasFlag(OsmKinds.Ways) && (way.Tags.Length > 0 || _options.Untagged);
            var keep = _memberWays.Wants(way.Id);
            var tags = new TagView(block, way.Tags);

            // Most ways fail a filter in both shapes; those are not worth looking their nodes up.
            if (!keep && (!write || !(Matches(tags, Shapes.Line) || Matches(tags, Shapes.Polygon))))
            {
                continue;
            }

            var problem = _ways.Locate(way.Id, block.Refs(way.Refs));
            if (keep)
            {
                _memberWays.Keep(way.Id, _ways.Locations);
            }

            var shape = _ways.ShapeOf(tags);
            if (!write || !Matches(tags, shape))
            {
                continue;
            }

            problem ??= _ways.Build(way.Id, shape, _geometry);
            if (problem is { } found)
            {
                Report(found);
                continue;
            }

            Write(new OsmFeature(block, OsmKind.Way, way.Id, way.Tags, way.Info, _geometry));
        }
    }

    private void VisitRelations(OsmBlock block)
    {
        foreach (ref readonly var relation in block.Relations)
        {
            if (!Takes(block, relation, out var shape))
            {
                continue;
            }

            var problem = _relations.Build(relation.Id, shape, block.Members(relation.Members), _geometry);
            if (problem is { } found)
            {
                Report(found);
                if (found.Dropped)
                {
                    continue;
                }
            }

            Write(new OsmFeature(block, OsmKind.Relation, relation.Id, relation.Tags, relation.Info, _geometry));
        }
    }

    private bool Takes(OsmBlock block, in OsmRelation relation, out Shapes shape)
    {
        var tags = new TagView(block, relation.Tags);
        shape = RelationGeometry.ShapeOf(tags, block.Members(relation.Members));
        var tagged = tags.Count > 1 || (tags.Count == 1 && !tags.TryGetValue("type"u8, out _));
        return relation.Info.Visible && (tagged || _options.Untagged) && Matches(tags, shape);
    }

    private bool Matches(TagView tags, Shapes shape) => _options.Tags is not { } filter || filter.Matches(tags, shape);

    private void Write(in OsmFeature feature)
    {
        if (_options.Area is not { } area)
        {
            Pass(feature);
        }
        else if (area.Apply(feature.Geometry) is { } left)
        {
            Pass(feature.With(left));
        }
    }

    private void Pass(in OsmFeature feature)
    {
        _counts.Count(feature.Kind, feature.Geometry.Kind);
        _sink.Write(feature);
    }

    private void Report(in GeometryProblem problem)
    {
        _counts.Count(problem.Reason);
        _options.OnProblem?.Invoke(problem);
    }

    private sealed class PassProgress(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
