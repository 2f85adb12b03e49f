using System.Buffers;
using Npgsql;
using OsmTasking.Extraction.Locations;

namespace OsmTasking.Postgis.RawData;

/// <summary>Writes where nodes are, in rows of 256 ids: about 6 bytes a node and 40 a row.</summary>
internal sealed class LocationCopy(CopyTable table)
{
    private readonly CopyStream _copy = new(table);
    private readonly ArrayBufferWriter<byte> _scratch = new(4096);

    /// <summary>Writes all nodes of an import, and sends them.</summary>
    internal void Write(NodeLocations nodes)
    {
        var page = new LocationPage();
        nodes.Visit((first, offsets, places) =>
        {
            for (var i = 0; i < offsets.Length; i++)
            {
                page.Add(offsets[i], places[i]);
                if (i + 1 == offsets.Length || offsets[i + 1] >> LocationPage.Bits != offsets[i] >> LocationPage.Bits)
                {
                    Write(LocationPage.NumberOf(first + offsets[i]), page);
                    page.Clear();
                }
            }
        });
        _copy.Flush();
    }

    internal void Write(long number, LocationPage page)
    {
        page.Write(_scratch);
        _copy.StartRow(2);
        _copy.Add(number);
        _copy.Add(_scratch.WrittenSpan);
        _copy.EndRow();
    }

    internal void CompleteOn(NpgsqlConnection connection) => _copy.CompleteOn(connection);
}
