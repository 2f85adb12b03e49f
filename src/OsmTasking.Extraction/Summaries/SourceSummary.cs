using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Summaries;

/// <summary>What a source holds, found by reading all of it.</summary>
public sealed class SourceSummary
{
    private long _firstTime = long.MaxValue;
    private long _lastTime = long.MinValue;
    private int _west = int.MaxValue;
    private int _south = int.MaxValue;
    private int _east = int.MinValue;
    private int _north = int.MinValue;
    private long _noVersion;
    private long _noTimestamp;
    private long _noChangeset;
    private long _noUserId;
    private long _noUser;
    private bool _any;

    internal SourceSummary()
    {
    }

    /// <summary>Gets what there is of nodes.</summary>
    public KindSummary Nodes { get; } = new();

    /// <summary>Gets what there is of ways.</summary>
    public KindSummary Ways { get; } = new();

    /// <summary>Gets what there is of relations.</summary>
    public KindSummary Relations { get; } = new();

    /// <summary>Gets the box around all nodes as west, south, east and north in degrees (EPSG:4326), or <see langword="null"/> without nodes.</summary>
    public (double West, double South, double East, double North)? Bounds => Nodes.Count == 0 ? null : (_west / 1e7, _south / 1e7, _east / 1e7, _north / 1e7);

    /// <summary>Gets the time of the oldest version, UTC, or <see langword="null"/> when none has one.</summary>
    public DateTimeOffset? FirstTimestamp => Time(_firstTime);

    /// <summary>Gets the time of the newest version, UTC, or <see langword="null"/> when none has one.</summary>
    public DateTimeOffset? LastTimestamp => Time(_lastTime);

    /// <summary>Gets whether objects come as nodes, ways, relations, and each kind by ascending id; versions of one object by ascending version.</summary>
    public bool IsSorted => FirstOutOfOrder is null;

    /// <summary>Gets the first object that comes too late, or <see langword="null"/>.</summary>
    public (OsmKind Kind, long Id)? FirstOutOfOrder { get; private set; }

    /// <summary>Gets how many objects follow another version of themselves.</summary>
    public long FurtherVersions { get; private set; }

    /// <summary>Gets how many versions are deleted.</summary>
    public long Deleted { get; private set; }

    /// <summary>Gets how many objects have no version, time, changeset, user id or user name, in this order.</summary>
    public (long Version, long Timestamp, long Changeset, long UserId, long User) Without => (_noVersion, _noTimestamp, _noChangeset, _noUserId, _noUser);

    /// <summary>Gets how many ways have fewer than two nodes.</summary>
    public long ShortWays { get; private set; }

    /// <summary>Gets how many relations have no members.</summary>
    public long EmptyRelations { get; private set; }

    private (OsmKind Kind, long Id, int Version) First { get; set; }

    private (OsmKind Kind, long Id, int Version) Last { get; set; }

    /// <summary>Reads a source.</summary>
    /// <param name="source">The source; read once, on as many threads as it has lanes.</param>
    /// <param name="progress">Receives the bytes read so far.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <exception cref="OsmFormatException">The source is not what it says it is.</exception>
    public static SourceSummary Of(IOsmSource source, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var all = new SourceSummary();
        source.ReadInLanes(OsmKinds.All, () => new Lane(all), progress, cancellationToken);
        return all;
    }

    private static DateTimeOffset? Time(long seconds) =>
        seconds is >= 0 and <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private void Add(OsmBlock block)
    {
        foreach (ref readonly var node in block.Nodes)
        {
            Nodes.Add(node.Id, node.Tags.Length, 0);
            (_west, _east) = (Math.Min(_west, node.Longitude), Math.Max(_east, node.Longitude));
            (_south, _north) = (Math.Min(_south, node.Latitude), Math.Max(_north, node.Latitude));
            Add(OsmKind.Node, node.Id, node.Info);
        }

        foreach (ref readonly var way in block.Ways)
        {
            Ways.Add(way.Id, way.Tags.Length, way.Refs.Length);
            ShortWays += way.Refs.Length < 2 ? 1 : 0;
            Add(OsmKind.Way, way.Id, way.Info);
        }

        foreach (ref readonly var relation in block.Relations)
        {
            Relations.Add(relation.Id, relation.Tags.Length, relation.Members.Length);
            EmptyRelations += relation.Members.Length == 0 ? 1 : 0;
            Add(OsmKind.Relation, relation.Id, relation.Info);
        }
    }

    private void Add(OsmKind kind, long id, in OsmInfo info)
    {
        if (info.Timestamp > 0)
        {
            (_firstTime, _lastTime) = (Math.Min(_firstTime, info.Timestamp), Math.Max(_lastTime, info.Timestamp));
        }

        _noVersion += Count(info.Version == 0);
        _noTimestamp += Count(info.Timestamp == 0);
        _noChangeset += Count(info.Changeset == 0);
        _noUserId += Count(info.UserId == 0);
        _noUser += Count(info.User == 0);
        Deleted += Count(!info.Visible);
        Follow(kind, id, info.Version);
    }

    private static int Count(bool condition) => condition ? 1 : 0;

    private void Follow(OsmKind kind, long id, int version)
    {
        var (lastKind, lastId, lastVersion) = Last;
        if (!_any)
        {
            (First, _any) = ((kind, id, version), true);
        }
        else if ((kind, id) == (lastKind, lastId) && version >= lastVersion)
        {
            FurtherVersions++;
        }
        else if (kind < lastKind || (kind == lastKind && id <= lastId))
        {
            FirstOutOfOrder ??= (kind, id);
        }

        Last = (kind, id, version);
    }

    /// <summary>Adds what comes next in the source.</summary>
    private void Take(SourceSummary next)
    {
        if (!next._any)
        {
            return;
        }

        Nodes.Take(next.Nodes);
        Ways.Take(next.Ways);
        Relations.Take(next.Relations);
        (_west, _south) = (Math.Min(_west, next._west), Math.Min(_south, next._south));
        (_east, _north) = (Math.Max(_east, next._east), Math.Max(_north, next._north));
        (_firstTime, _lastTime) = (Math.Min(_firstTime, next._firstTime), Math.Max(_lastTime, next._lastTime));
        _noVersion += next._noVersion;
        _noTimestamp += next._noTimestamp;
        _noChangeset += next._noChangeset;
        _noUserId += next._noUserId;
        _noUser += next._noUser;
        Deleted += next.Deleted;
        ShortWays += next.ShortWays;
        EmptyRelations += next.EmptyRelations;
        Follow(next.First.Kind, next.First.Id, next.First.Version);
        FurtherVersions += next.FurtherVersions;
        FirstOutOfOrder ??= next.FirstOutOfOrder;
        Last = next.Last;
    }

    private sealed class Lane(SourceSummary all) : IBlockLane
    {
        private SourceSummary _block = new();

        public void Visit(OsmBlock block, BlockTurn turn)
        {
            _block = new SourceSummary();
            _block.Add(block);
        }

        public void Commit() => all.Take(_block);
    }
}
