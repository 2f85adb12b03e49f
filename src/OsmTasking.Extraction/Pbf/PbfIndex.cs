using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Where the blobs of a file lie and, as far as is known, what kinds of objects are in each, so that none is unpacked in vain.</summary>
/// <remarks>
/// Of a file that says it is sorted by type the kinds are found by bisection; of another they are known once it was read. What a sorted
/// file says is held against what the blobs turn out to hold. 25 bytes a blob, that is 30 MB for the planet.
/// </remarks>
internal sealed class PbfIndex
{
    private readonly List<PbfBlobPlace> _places = [];
    private readonly List<OsmKinds> _kinds = [];
    private readonly long[] _bytes = new long[(int)OsmKinds.All + 1];

    private PbfIndex(PbfHeader header) => Header = header;

    internal PbfHeader Header { get; }

    internal ReadOnlySpan<PbfBlobPlace> Places => CollectionsMarshal.AsSpan(_places);

    internal bool IsSorted => Header.OptionalFeatures.Contains("Sort.Type_then_ID");

    /// <exception cref="OsmFormatException">The framing of the file is broken; the message names the file and the byte.</exception>
    internal static PbfIndex Read(string path, SafeFileHandle file)
    {
        var at = 0L;
        try
        {
            var blob = new PbfBlob();
            var length = RandomAccess.GetLength(file);
            var index = new PbfIndex(ReadHeader(blob, file, length, out var place));
            for (at = place.End; PbfBlob.TryFind(file, at, length, out var type, out place); at = place.End)
            {
                if (type == "OSMData")
                {
                    index._places.Add(place); // The format says to pass over blobs of unknown types.
                    index._kinds.Add(OsmKinds.None);
                    index._bytes[0] += place.Length;
                }
            }

            if (index.IsSorted)
            {
                index.Bisect(file, blob, ref at);
            }

            return index;
        }
        catch (OsmFormatException fault)
        {
            throw OsmFormatException.InBlob(path, at, fault);
        }
    }

    internal static PbfHeader ReadHeader(PbfBlob blob, SafeFileHandle file, long length, out PbfBlobPlace place)
    {
        if (!PbfBlob.TryFind(file, 0, length, out var type, out place))
        {
            throw new OsmFormatException("the file is empty");
        }

        if (type != "OSMHeader")
        {
            throw new OsmFormatException($"the first blob is '{(type.Length > 20 ? type[..20] : type)}' instead of 'OSMHeader'");
        }

        var (buffer, start, size) = blob.Read(file, place);
        return PbfHeader.Decode(buffer.AsSpan(start, size));
    }

    /// <summary>Tells whether a blob may hold objects of some kinds.</summary>
    internal bool MayHold(int blob, OsmKinds kinds) => _kinds[blob] == OsmKinds.None || (_kinds[blob] & kinds) != OsmKinds.None;

    /// <summary>Gets the bytes of the blobs that may hold objects of some kinds.</summary>
    internal long BytesToRead(OsmKinds kinds)
    {
        var bytes = _bytes[0];
        for (var mask = 1; mask < _bytes.Length; mask++)
        {
            bytes += ((OsmKinds)mask & kinds) != OsmKinds.None ? _bytes[mask] : 0;
        }

        return bytes;
    }

    /// <summary>Takes note of what a blob holds.</summary>
    /// <exception cref="OsmFormatException">The file says it is sorted, and is not.</exception>
    internal void Learn(int blob, OsmKinds present)
    {
        if (_kinds[blob] == OsmKinds.None)
        {
            Set(blob, present);
        }
        else if ((present & ~_kinds[blob]) != OsmKinds.None)
        {
            throw new OsmFormatException("the file says it is sorted by type, but the blob holds what should come earlier or later; sort it (osmium sort FILE -o SORTED.osm.pbf)");
        }
    }

    private void Set(int blob, OsmKinds kinds)
    {
        _bytes[(int)_kinds[blob]] -= _places[blob].Length;
        _kinds[blob] = kinds;
        _bytes[(int)kinds] += _places[blob].Length;
    }

    private void Bisect(SafeFileHandle file, PbfBlob blob, ref long at)
    {
        var present = new OsmKinds[_places.Count];
        var ways = First(OsmKinds.Ways | OsmKinds.Relations, present, file, blob, ref at);
        var relations = First(OsmKinds.Relations, present, file, blob, ref at);
        for (var i = 0; i < _places.Count; i++)
        {
            Set(i, present[i] != OsmKinds.None ? present[i] : i < ways ? OsmKinds.Nodes : i < relations ? OsmKinds.Ways : OsmKinds.Relations);
        }
    }

    /// <summary>Finds the first blob that holds one of some kinds.</summary>
    private int First(OsmKinds kinds, OsmKinds[] present, SafeFileHandle file, PbfBlob blob, ref long at)
    {
        var decoder = new PbfDecoder();
        var (from, to) = (0, _places.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (present[middle] == OsmKinds.None)
            {
                at = _places[middle].Offset;
                var (buffer, start, length) = blob.Read(file, _places[middle]);
                decoder.Decode(buffer, start, length, OsmKinds.None);
                present[middle] = decoder.Present;
            }

            (from, to) = (present[middle] & kinds) != OsmKinds.None ? (from, middle) : (middle + 1, to);
        }

        return from;
    }
}
