using System.Buffers;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Locations;

namespace OsmTasking.Postgis.RawData;

/// <summary>Where nodes are, in rows of 256 ids: about 6 bytes a node and 40 a row.</summary>
/// <remarks>For each node, ascending: how many ids were left out before it, and the signed differences of longitude and latitude (1e-7 degrees) from the one before.</remarks>
internal static class LocationPages
{
    private const int Bits = 8;

    internal static long PageOf(long id) => id >> Bits;

    /// <summary>Writes all nodes of an import.</summary>
    internal static void Copy(NodeLocations nodes, CopyStream into)
    {
        var scratch = new ArrayBufferWriter<byte>(4096);
        nodes.Visit((first, offsets, places) =>
        {
            for (int from = 0, to = 0; from < offsets.Length; from = to)
            {
                var page = offsets[from] >> Bits;
                while (to < offsets.Length && offsets[to] >> Bits == page)
                {
                    to++;
                }

                Write(offsets[from..to], places[from..to], scratch);
                into.StartRow(2);
                into.Add(PageOf(first) + page);
                into.Add(scratch.WrittenSpan);
                into.EndRow();
            }
        });
    }

    internal static void Copy(long page, SortedDictionary<long, OsmLocation> nodes, CopyStream into)
    {
        var scratch = new ArrayBufferWriter<byte>(4096);
        Write([.. nodes.Keys.Select(id => (ushort)(id & 0xff))], [.. nodes.Values], scratch);
        into.StartRow(2);
        into.Add(page);
        into.Add(scratch.WrittenSpan);
        into.EndRow();
    }

    internal static SortedDictionary<long, OsmLocation> Read(long page, ReadOnlySpan<byte> bytes)
    {
        var nodes = new SortedDictionary<long, OsmLocation>();
        var (id, longitude, latitude) = ((page << Bits) - 1, 0L, 0L);
        while (!bytes.IsEmpty)
        {
            id += 1 + (long)Varints.Read(ref bytes);
            longitude += Varints.ReadSigned(ref bytes);
            latitude += Varints.ReadSigned(ref bytes);
            nodes[id] = new OsmLocation((int)longitude, (int)latitude);
        }

        return nodes;
    }

    // Only the low bytes of the offsets count.
    private static void Write(ReadOnlySpan<ushort> offsets, ReadOnlySpan<OsmLocation> places, ArrayBufferWriter<byte> into)
    {
        into.ResetWrittenCount();
        var (last, longitude, latitude) = (-1, 0L, 0L);
        for (var i = 0; i < offsets.Length; i++)
        {
            var span = into.GetSpan(3 * Varints.Most);
            var length = Varints.Write(span, (ulong)((offsets[i] & 0xff) - last - 1));
            length += Varints.WriteSigned(span[length..], places[i].Longitude - longitude);
            length += Varints.WriteSigned(span[length..], places[i].Latitude - latitude);
            into.Advance(length);
            (last, longitude, latitude) = (offsets[i] & 0xff, places[i].Longitude, places[i].Latitude);
        }
    }
}
