namespace OsmTasking.Extraction.Blocks;

/// <summary>Works on blocks beside other lanes.</summary>
public interface IBlockLane
{
    /// <summary>Works on a block; other lanes work on others meanwhile.</summary>
    /// <param name="block">Valid until <see cref="Commit"/> returns.</param>
    /// <param name="turn">For the lane that cannot hold all it makes of the block until its turn comes.</param>
    void Visit(OsmBlock block, BlockTurn turn);

    /// <summary>Hands over what came of the block last visited. Called in file order, never for two lanes at once.</summary>
    void Commit();
}

/// <summary>The place of a block in the order of its source.</summary>
public abstract class BlockTurn
{
    /// <summary>Gets the turn of a reader that has one lane: it is always now.</summary>
    public static BlockTurn Now { get; } = new Always();

    /// <summary>Waits until all blocks before are committed; from then on the lane may hand over as it goes.</summary>
    /// <exception cref="OperationCanceledException">The reading has ended before.</exception>
    public abstract void Await();

    private sealed class Always : BlockTurn
    {
        public override void Await()
        {
        }
    }
}
