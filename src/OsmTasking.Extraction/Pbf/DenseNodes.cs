using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Decodes dense nodes: columns of differences.</summary>
internal static class DenseNodes
{
    // So many at once that their metadata is still in the fastest cache when it is put beside the locations.
    private const int Batch = 128;

    internal static void Decode(ReadOnlySpan<byte> bytes, OsmBlock block, Units units, Span<OsmInfo> scratch)
    {
        ReadOnlySpan<byte> idBytes = default, latitudeBytes = default, longitudeBytes = default, keysValues = default, infoBytes = default;
        var cursor = new ProtoCursor(bytes);
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    idBytes = cursor.Bytes(field, wire);
                    break;
                case 5:
                    infoBytes = cursor.Bytes(field, wire);
                    break;
                case 8:
                    latitudeBytes = cursor.Bytes(field, wire);
                    break;
                case 9:
                    longitudeBytes = cursor.Bytes(field, wire);
                    break;
                case 10:
                    keysValues = cursor.Bytes(field, wire);
                    break;
                default:
                    cursor.Skip(wire);
                    break;
            }
        }

        var ids = new VarintColumn(idBytes);
        var latitudes = new VarintColumn(latitudeBytes);
        var longitudes = new VarintColumn(longitudeBytes);
        if (latitudes.Count != ids.Count || longitudes.Count != ids.Count)
        {
            throw new OsmFormatException($"{ids.Count} dense nodes have {latitudes.Count} latitudes and {longitudes.Count} longitudes");
        }

        var strings = new StringTable(block.StringCount - 1);
        var nodes = block.ExtendNodes(ids.Count);
        var infos = new DenseInfos(infoBytes, ids.Count, strings, units);
        var (id, latitude, longitude) = (0L, 0L, 0L);
        for (var from = 0; from < nodes.Length; from += Batch)
        {
            var batch = nodes.Slice(from, Math.Min(Batch, nodes.Length - from));
            infos.Next(scratch[..batch.Length]);
            for (var i = 0; i < batch.Length; i++)
            {
                id += ids.NextSmallSigned();
                latitude += latitudes.NextSigned();
                longitude += longitudes.NextSigned();

                // Field by field: a copy of the whole would be loaded wider than it was just stored, and wait for the stores (4 % of decoding).
                ref readonly var info = ref scratch[i];
                batch[i] = new OsmNode(id, units.Longitude(id, longitude), units.Latitude(id, latitude), default,
                    new OsmInfo(info.Version, info.Timestamp, info.Changeset, info.UserId, info.User, info.Visible));
            }

            if (infos.MayHide)
            {
                Hide(batch);
            }
        }

        AddTags(keysValues, nodes, block, strings);
    }

    internal static OsmInfo[] Scratch() => new OsmInfo[Batch];

    private static void Hide(Span<OsmNode> nodes)
    {
        foreach (ref var node in nodes)
        {
            node = Units.Hide(node);
        }
    }

    /// <summary>One list for all nodes: key, value, key, value, 0 for each; without any tags at all it may be missing.</summary>
    private static void AddTags(ReadOnlySpan<byte> keysValues, Span<OsmNode> nodes, OsmBlock block, StringTable strings)
    {
        var node = 0;
        while (!keysValues.IsEmpty)
        {
            // Most nodes have none: a zero each.
            var untagged = keysValues.IndexOfAnyExcept((byte)0);
            if (untagged < 0)
            {
                return;
            }

            node += untagged;
            var column = keysValues[untagged..];
            var values = 0;
            OsmSlice slice = default;
            for (var cursor = new ProtoCursor(column); ; values++)
            {
                var key = cursor.Varint();
                if (key == 0)
                {
                    keysValues = cursor.Rest;
                    break;
                }

                var tag = new OsmTag(strings.Index(key), strings.Index(cursor.Varint()));
                block.ExtendTags(1, out var added)[0] = tag;
                slice = values == 0 ? added : new OsmSlice(slice.Start, slice.Length + 1);
            }

            if (node >= nodes.Length)
            {
                throw new OsmFormatException($"there are tags for more than the {nodes.Length} dense nodes");
            }

            nodes[node] = nodes[node] with { Tags = slice };
            node++;
        }
    }
}
