using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Exports;

/// <summary>Answers an <see cref="ExportQuery"/> in memory, for stores that narrow it down only: looks at id, shape, tags and place.</summary>
/// <param name="query">What is asked.</param>
/// <param name="next">Takes what passes.</param>
/// <param name="isPlaceOnly">Whether the store looked at id, shape and tags already.</param>
public sealed class ExportFilter(ExportQuery query, IFeatureSink next, bool isPlaceOnly = false) : IFeatureSink
{
    private readonly AreaFilter? _area = query.Area is { } area ? new AreaFilter(area, query.Relation) : null;

    /// <summary>Gets how many features passed.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public void Write(in OsmFeature feature)
    {
        if (!isPlaceOnly && !Wanted(feature))
        {
            return;
        }

        if (_area is null)
        {
            Count++;
            next.Write(feature);
        }
        else if (_area.Apply(feature.Geometry) is { } part)
        {
            Count++;
            next.Write(ReferenceEquals(part, feature.Geometry) ? feature : feature.With(part));
        }
    }

    private bool Wanted(in OsmFeature feature)
    {
        var shape = feature.Geometry.Kind.Shape();
        return (query.Id is not { } id || id == feature.Id) && query.PartOf(shape) is { } part && part.Filter?.Matches(feature.Tags, shape) != false;
    }
}
