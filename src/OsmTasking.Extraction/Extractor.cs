using NetTopologySuite.Geometries;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;
using OsmTasking.Extraction.Locations;

namespace OsmTasking.Extraction;

/// <summary>Turns a source into features. The passes, and the only place that knows them all.</summary>
/// <remarks>
/// Pass 1 reads the relations and notes which ways they need. Pass 2 reads everything in file order: nodes give locations,
/// ways give geometries (and are kept if a relation needs them), relations are put together. Files must be sorted: nodes,
/// then ways, then relations, as nearly all are. Memory: about 10 bytes a node, plus the ways of relations.
/// </remarks>
public sealed class Extractor
{
    private readonly IOsmSource _source;
    private readonly ExtractOptions _options;
    private readonly IFeatureSink _sink;
    private readonly NodeLocations _locations = new();
    private readonly HashSet<long> _memberWays = [];
    private readonly Dictionary<long, OsmPoint[]> _ways = [];
    private readonly ExtractSummary _summary = new();
    private OsmKind _stage = OsmKind.Node;

    private Extractor(IOsmSource source, ExtractOptions options, IFeatureSink sink) => (_source, _options, _sink) = (source, options, sink);

    /// <summary>Reads the source and hands every feature to the sink: nodes, ways, relations, each in file order.</summary>
    /// <exception cref="OsmFormatException">The source is broken or unsorted; the message names the place.</exception>
    public static ExtractSummary Run(
        IOsmSource source, ExtractOptions options, IFeatureSink sink, IProgress<ExtractProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        return new Extractor(source, options, sink).Run(progress, cancellationToken);
    }

    private ExtractSummary Run(IProgress<ExtractProgress>? progress, CancellationToken cancellationToken)
    {
        _source.Read(OsmKinds.Relations, NoteMembers, Report(1), cancellationToken);
        _source.Read(OsmKinds.All, Visit, Report(2), cancellationToken);
        return _summary;

        Bytes? Report(int pass) => progress is null ? null
            : new Bytes(bytes => progress.Report(new ExtractProgress(pass, 2, bytes, _source.LengthInBytes, _summary.Objects)));
    }

    private void NoteMembers(OsmBlock block)
    {
        foreach (ref readonly var relation in block.Relations)
        {
            if (Wanted(block, relation.Tags))
            {
                foreach (var member in block.Members(relation.Members))
                {
                    if (member.Kind == OsmKind.Way)
                    {
                        _memberWays.Add(member.Id);
                    }
                }
            }
        }
    }

    private void Visit(OsmBlock block)
    {
        VisitNodes(block);
        VisitWays(block);
        VisitRelations(block);
        _summary.Objects += block.Nodes.Length + block.Ways.Length + block.Relations.Length;
    }

    private void VisitNodes(OsmBlock block)
    {
        if (block.Nodes.IsEmpty)
        {
            return;
        }

        Require(OsmKind.Node, block.Nodes[0].Id);
        foreach (ref readonly var node in block.Nodes)
        {
            if (!node.Info.Visible)
            {
                continue;
            }

            _locations.Add(node.Id, node.Longitude, node.Latitude);
            if (Wanted(block, node.Tags))
            {
                Emit(block, OsmKind.Node, node.Id, node.Tags, node.Info, Shapes.Point(new OsmPoint(node.Longitude, node.Latitude)));
            }
        }
    }

    private void VisitWays(OsmBlock block)
    {
        if (block.Ways.IsEmpty)
        {
            return;
        }

        Require(OsmKind.Way, block.Ways[0].Id);
        foreach (ref readonly var way in block.Ways)
        {
            if (!way.Info.Visible)
            {
                continue;
            }

            if (_memberWays.Contains(way.Id) && WayShape.Places(block.Refs(way.Refs), _locations) is { } places)
            {
                _ways[way.Id] = places;
            }

            if (Wanted(block, way.Tags))
            {
                var tags = new OsmTags(block, way.Tags);
                if (WayShape.TryMake(block.Refs(way.Refs), tags, _locations, _options.Areas, out var shape, out var problem, out var place))
                {
                    Emit(block, OsmKind.Way, way.Id, way.Tags, way.Info, shape);
                }
                else
                {
                    Report(new GeometryProblem(OsmKind.Way, way.Id, problem!.Value, place));
                }
            }
        }
    }

    private void VisitRelations(OsmBlock block)
    {
        if (block.Relations.IsEmpty)
        {
            return;
        }

        Require(OsmKind.Relation, block.Relations[0].Id);
        foreach (ref readonly var relation in block.Relations)
        {
            if (!relation.Info.Visible || !Wanted(block, relation.Tags))
            {
                continue;
            }

            var isArea = RelationShape.IsArea(new OsmTags(block, relation.Tags));
            var shape = RelationShape.Make(block.Members(relation.Members), isArea, _ways, Find, out var problem, out var place);
            if (problem is { } reason)
            {
                Report(new GeometryProblem(OsmKind.Relation, relation.Id, reason, place));
            }

            if (shape is not null)
            {
                Emit(block, OsmKind.Relation, relation.Id, relation.Tags, relation.Info, shape);
            }
        }
    }

    private bool Wanted(OsmBlock block, OsmSlice slice) =>
        slice.Length > 0 && (_options.Tags is null || _options.Tags.Matches(new OsmTags(block, slice)));

    private OsmPoint? Find(long node) => _locations.TryGet(node, out var x, out var y) ? new OsmPoint(x, y) : null;

    private void Emit(OsmBlock block, OsmKind kind, long id, OsmSlice tags, OsmInfo info, Geometry shape)
    {
        if (_options.Area is { } area && !area.Matches(shape))
        {
            return;
        }

        _summary.Count(shape);
        _sink.Write(new OsmFeature(kind, id, new OsmTags(block, tags), info, block.Utf8(info.User), shape));
    }

    private void Report(GeometryProblem problem)
    {
        _summary.Count(problem);
        _options.OnProblem?.Invoke(problem);
    }

    /// <summary>Freezes the locations before the first way; refuses a file that goes back.</summary>
    private void Require(OsmKind kind, long id)
    {
        if (kind < _stage)
        {
            throw new OsmFormatException($"the file is not sorted: {kind} {id} comes after a {_stage}. Sort it first (osmium sort IN -o OUT)");
        }

        if (_stage == OsmKind.Node && kind != OsmKind.Node)
        {
            _locations.Freeze();
        }

        _stage = kind;
    }

    private sealed class Bytes(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
