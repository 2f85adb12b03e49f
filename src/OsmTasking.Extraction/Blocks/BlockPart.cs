namespace OsmTasking.Extraction.Blocks;

/// <summary>Some of the objects of one kind in a block.</summary>
/// <param name="Kind">Their kind; none of the other kinds is in the part.</param>
/// <param name="Start">The first of them.</param>
/// <param name="Length">How many they are.</param>
internal readonly record struct BlockPart(OsmKinds Kind, int Start, int Length)
{
    // Parts of about the same work. A relation can be a thousand times that of a node.
    private const int MostNodes = 8192;
    private const int MostWays = 1024;
    private const int MostRelations = 128;

    /// <summary>Gets how many parts a block has: at least one, if only an empty one.</summary>
    internal static int CountOf(OsmBlock block) =>
        Math.Max(1, Parts(block.Nodes.Length, MostNodes) + Parts(block.Ways.Length, MostWays) + Parts(block.Relations.Length, MostRelations));

    /// <summary>Gets one of the parts; together, in order, they have all objects of the block in their order.</summary>
    internal static BlockPart Of(OsmBlock block, int index)
    {
        var (nodes, ways) = (Parts(block.Nodes.Length, MostNodes), Parts(block.Ways.Length, MostWays));
        return index < nodes ? Cut(OsmKinds.Nodes, block.Nodes.Length, index, MostNodes)
            : index < nodes + ways ? Cut(OsmKinds.Ways, block.Ways.Length, index - nodes, MostWays)
            : Cut(OsmKinds.Relations, block.Relations.Length, index - nodes - ways, MostRelations);
    }

    internal ReadOnlySpan<T> Of<T>(OsmKinds kind, ReadOnlySpan<T> all) => kind == Kind ? all.Slice(Start, Length) : default;

    private static int Parts(int count, int most) => (count + most - 1) / most;

    private static BlockPart Cut(OsmKinds kind, int count, int index, int most) => new(kind, index * most, Math.Min(most, count - (index * most)));
}
