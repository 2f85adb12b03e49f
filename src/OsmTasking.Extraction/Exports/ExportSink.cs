using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Exports;

/// <summary>Counts features on their way to a writer, and puts the centre of each in the place of its geometry where that is asked for.</summary>
internal sealed class ExportSink(IFeatureSink next, bool centroid, CancellationToken cancellationToken) : IFeatureSink
{
    private readonly PackedGeometry _centre = new();
    private readonly long[] _counts = new long[3];

    /// <summary>Gets how many features of each kind of object passed.</summary>
    internal IReadOnlyDictionary<OsmKind, long> Counts =>
        new[] { OsmKind.Node, OsmKind.Way, OsmKind.Relation }.ToDictionary(kind => kind, kind => _counts[(int)kind]);

    public void Write(in OsmFeature feature)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _counts[(int)feature.Kind]++;
        if (!centroid || feature.Geometry.Kind == GeometryKind.Point)
        {
            next.Write(feature);
            return;
        }

        var point = feature.Geometry.ToNts().Centroid;
        _centre.Start(GeometryKind.Point);
        if (!point.IsEmpty)
        {
            _centre.AddPoint(point.X, point.Y);
        }

        next.Write(feature.At(_centre));
    }
}

/// <summary>Hands on features that have the chosen tags only, under the names of their columns.</summary>
internal sealed class ColumnSink(IFeatureSink next, ExportColumns columns) : IFeatureSink
{
    private readonly OsmBlock _block = new();
    private OsmTag[] _tags = [];

    public void Write(in OsmFeature feature)
    {
        if (columns.Of(feature.Source == Shapes.None ? feature.Geometry.Kind.Shape() : feature.Source) is not { } chosen)
        {
            next.Write(feature);
            return;
        }

        _block.Clear();
        if (_tags.Length < chosen.Length)
        {
            _tags = new OsmTag[chosen.Length];
        }

        var count = 0;
        foreach (var column in chosen)
        {
            if (feature.Tags.TryGetValue(column.Key, out var value))
            {
                _tags[count++] = new OsmTag(_block.AddString(column.Name), _block.AddString(value));
            }
        }

        next.Write(feature.Tagged(_block, _block.AddTags(_tags.AsSpan(0, count))));
    }
}
