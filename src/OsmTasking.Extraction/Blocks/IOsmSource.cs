namespace OsmTasking.Extraction.Blocks;

/// <summary>Something that can be read block by block, as often as needed: a file, or objects in memory.</summary>
public interface IOsmSource
{
    /// <summary>Reads from the start and hands every block to <paramref name="visit"/>, in file order.</summary>
    /// <param name="kinds">Kinds the caller wants; a reader may leave out the others.</param>
    /// <param name="visit">Called once at a time, though not always on one thread. The block is only valid during the call.</param>
    /// <param name="progress">Receives the bytes of the source read so far, now and then.</param>
    /// <param name="cancellationToken">Stops the reading between blocks.</param>
    /// <exception cref="OsmFormatException">The source is not what it says it is; the message names the place.</exception>
    void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads from the start in lanes: every lane visits blocks of its own, several lanes at a time, and commits what it made of them in
    /// file order, one lane at a time.
    /// </summary>
    /// <param name="kinds">Kinds the caller wants; a reader may leave out the others.</param>
    /// <param name="createLane">Makes a lane; called a few times at the start. A reader that has no use for several makes one.</param>
    /// <param name="progress">Receives the bytes of the source read so far, now and then.</param>
    /// <param name="cancellationToken">Stops the reading between blocks.</param>
    /// <exception cref="OsmFormatException">The source is not what it says it is; all blocks before the place were committed.</exception>
    void ReadInLanes(OsmKinds kinds, Func<IBlockLane> createLane, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(createLane);
        var lane = createLane();
        Read(
            kinds,
            block =>
            {
                lane.Visit(block, BlockTurn.Now);
                lane.Commit();
            },
            progress,
            cancellationToken);
    }

    /// <summary>Gets the length of the source in bytes, or <see langword="null"/> when it is not known.</summary>
    long? LengthInBytes { get; }

    /// <summary>Gets how many bytes a reading of some kinds goes through, or <see langword="null"/> when it is not known.</summary>
    /// <param name="kinds">The kinds.</param>
    long? BytesToRead(OsmKinds kinds) => LengthInBytes;
}

/// <summary>A set of kinds.</summary>
[Flags]
public enum OsmKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Nodes.</summary>
    Nodes = 1,

    /// <summary>Ways.</summary>
    Ways = 2,

    /// <summary>Relations.</summary>
    Relations = 4,

    /// <summary>Everything.</summary>
    All = Nodes | Ways | Relations,
}
