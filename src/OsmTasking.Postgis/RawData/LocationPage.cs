using System.Buffers;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Postgis.RawData;

/// <summary>Where up to 256 nodes with ids in a row are.</summary>
/// <remarks>As bytes: for each node, ascending, how many ids were left out before it, and the signed differences of longitude and latitude (1e-7 degrees) from the one before.</remarks>
internal sealed class LocationPage
{
    internal const int Bits = 8;

    private readonly List<byte> _offsets = [];
    private readonly List<OsmLocation> _places = [];

    internal int Count => _places.Count;

    internal static long NumberOf(long node) => node >> Bits;

    internal static LocationPage Read(ReadOnlySpan<byte> bytes)
    {
        var page = new LocationPage();
        var (offset, longitude, latitude) = (-1L, 0L, 0L);
        while (!bytes.IsEmpty)
        {
            offset += 1 + (long)Varints.Read(ref bytes);
            longitude += Varints.ReadSigned(ref bytes);
            latitude += Varints.ReadSigned(ref bytes);
            page.Add(offset, new OsmLocation((int)longitude, (int)latitude));
        }

        return page;
    }

    /// <summary>Adds a node after all others.</summary>
    /// <param name="node">Its id; only the lowest eight bits count.</param>
    /// <param name="place">Where it is.</param>
    internal void Add(long node, OsmLocation place)
    {
        _offsets.Add((byte)node);
        _places.Add(place);
    }

    internal OsmLocation? Find(long node) => _offsets.BinarySearch((byte)node) is >= 0 and var at ? _places[at] : null;

    /// <summary>Puts a node somewhere, or takes it away.</summary>
    internal void Set(long node, OsmLocation? place)
    {
        var at = _offsets.BinarySearch((byte)node);
        if (at >= 0)
        {
            _offsets.RemoveAt(at);
            _places.RemoveAt(at);
        }

        if (place is { } found)
        {
            at = at >= 0 ? at : ~at;
            _offsets.Insert(at, (byte)node);
            _places.Insert(at, found);
        }
    }

    internal void Clear()
    {
        _offsets.Clear();
        _places.Clear();
    }

    internal void Write(ArrayBufferWriter<byte> into)
    {
        into.ResetWrittenCount();
        var (last, longitude, latitude) = (-1, 0L, 0L);
        for (var i = 0; i < _offsets.Count; i++)
        {
            var span = into.GetSpan(3 * Varints.Most);
            var length = Varints.Write(span, (ulong)(_offsets[i] - last - 1));
            length += Varints.WriteSigned(span[length..], _places[i].Longitude - longitude);
            length += Varints.WriteSigned(span[length..], _places[i].Latitude - latitude);
            into.Advance(length);
            (last, longitude, latitude) = (_offsets[i], _places[i].Longitude, _places[i].Latitude);
        }
    }
}
