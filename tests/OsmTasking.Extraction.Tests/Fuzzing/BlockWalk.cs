using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Tests.Fuzzing;

/// <summary>Looks at everything in a block, so that an index out of range shows, and holds what every block promises.</summary>
internal static class BlockWalk
{
    internal static void Visit(OsmBlock block)
    {
        var bytes = 0;
        foreach (ref readonly var node in block.Nodes)
        {
            Assert.True(Math.Abs((long)node.Longitude) <= 1_800_000_000 && Math.Abs((long)node.Latitude) <= 900_000_000);
            bytes += Common(block, node.Tags, node.Info);
        }

        foreach (ref readonly var way in block.Ways)
        {
            bytes += block.Refs(way.Refs).Length + Common(block, way.Tags, way.Info);
        }

        foreach (ref readonly var relation in block.Relations)
        {
            foreach (ref readonly var member in block.Members(relation.Members))
            {
                Assert.True(member.Kind <= OsmKind.Relation);
                bytes += block.Utf8(member.Role).Length;
            }

            bytes += Common(block, relation.Tags, relation.Info);
        }

        Assert.True(bytes >= 0);
    }

    private static int Common(OsmBlock block, OsmSlice slice, OsmInfo info)
    {
        var bytes = block.Utf8(info.User).Length;
        foreach (ref readonly var tag in block.Tags(slice))
        {
            bytes += block.Utf8(tag.Key).Length + block.Utf8(tag.Value).Length;
        }

        return bytes;
    }
}
