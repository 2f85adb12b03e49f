using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Benchmarks;

/// <summary>Blocks like those of real files, the same in every run.</summary>
internal static class MadeUp
{
    /// <summary>Makes so many nodes in clusters, one in thirty with two tags.</summary>
    internal static OsmBlock Nodes(int count)
    {
        var (block, random) = (new OsmBlock(), new Random(20261121));
        var (id, longitude, latitude) = (1_000_000_000L, 95_000_000, 471_000_000);
        var (key, value, user) = (block.AddString("highway"u8), block.AddString("crossing"u8), block.AddString("ada"u8));
        for (var i = 0; i < count; i++)
        {
            id += random.Next(10) == 0 ? random.Next(1, 10_000) : 1;
            longitude += random.Next(-20_000, 20_000);
            latitude += random.Next(-20_000, 20_000);
            var tags = i % 30 == 0 ? block.AddTags([new OsmTag(key, value), new OsmTag(value, key)]) : default;
            block.Add(new OsmNode(id, longitude, latitude, tags, new OsmInfo(random.Next(1, 4), 1_400_000_000 + random.Next(100_000), 20_000_000 + random.Next(100), 1000 + random.Next(3), user, true)));
        }

        return block;
    }

    /// <summary>Makes so many buildings of five nodes each, over nodes that are in <paramref name="nodes"/>.</summary>
    internal static OsmBlock Buildings(OsmBlock nodes, int count)
    {
        var (block, random) = (new OsmBlock(), new Random(20261121));
        var (key, value, user) = (block.AddString("building"u8), block.AddString("yes"u8), block.AddString("ada"u8));
        for (var i = 0; i < count; i++)
        {
            var first = random.Next(nodes.Nodes.Length - 5);
            long[] refs = [.. nodes.Nodes.Slice(first, 5).ToArray().Select(node => node.Id), nodes.Nodes[first].Id];
            block.Add(new OsmWay(i + 1, block.AddRefs(refs), block.AddTags([new OsmTag(key, value)]), new OsmInfo(1, 1_400_000_000, 20_000_000, 1000, user, true)));
        }

        return block;
    }
}

/// <summary>Hands the same blocks out over and over.</summary>
internal sealed class BlockSource(params OsmBlock[] blocks) : IOsmSource
{
    public long? LengthInBytes => null;

    public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        foreach (var block in blocks)
        {
            visit(block);
        }
    }
}
