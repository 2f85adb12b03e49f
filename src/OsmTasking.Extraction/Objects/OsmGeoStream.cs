using OsmSharp;
using OsmSharp.Streams;

namespace OsmTasking.Extraction.Objects;

/// <summary>A source as one of OsmSharp's streams, for its filters and targets; it can start over.</summary>
internal sealed class OsmGeoStream(IEnumerable<OsmGeo> objects) : OsmStreamSource
{
    private IEnumerator<OsmGeo>? _at;

    public override bool CanReset => true;

    public override bool MoveNext(bool ignoreNodes, bool ignoreWays, bool ignoreRelations)
    {
        _at ??= objects.GetEnumerator();
        while (_at.MoveNext())
        {
            var ignored = _at.Current.Type switch
            {
                OsmGeoType.Node => ignoreNodes,
                OsmGeoType.Way => ignoreWays,
                _ => ignoreRelations,
            };
            if (!ignored)
            {
                return true;
            }
        }

        return false;
    }

    public override OsmGeo Current() => _at?.Current ?? throw new InvalidOperationException("MoveNext comes first.");

    public override void Reset()
    {
        _at?.Dispose();
        _at = null;
    }

    public override void Dispose()
    {
        Reset();
        base.Dispose();
    }
}
