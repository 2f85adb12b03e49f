using Npgsql;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis.RawData;

/// <summary>
/// Applies changes within one transaction: finds all objects whose geometry they touch, reads what these are made of, and makes their rows anew as an
/// import does.
/// </summary>
/// <remarks>
/// The ways through a node are found by their shapes, at the place where the node was. Those whose shape does not show all their nodes are watched by
/// name instead. So no index from nodes to ways is needed, which would be as large as the data.
/// </remarks>
internal sealed class UpdateRun(NpgsqlConnection connection, ChangedObjects changes, ExtractOptions options, CancellationToken cancellationToken)
{
    private readonly StoredLocations _locations = new(connection);
    private readonly StoredObjects _stored = new(connection);
    private readonly HashSet<long> _ways = [];
    private readonly HashSet<long> _relations = [];

    internal async Task<UpdateSummary> RunAsync()
    {
        var moved = await MoveNodesAsync().ConfigureAwait(false);
        await FindWaysAsync(moved).ConfigureAwait(false);
        await FindRelationsAsync(moved.Keys).ConfigureAwait(false);
        var source = await GatherAsync().ConfigureAwait(false);
        var gone = await TakeAsync().ConfigureAwait(false);

        var problems = new ProblemCopy(CopyTables.Live.Problems);
        var rows = new CopyLane(CopyTables.Live, updatable: true, left: _ways);
        Extractor.Run(source, options with { OnProblem = problems.Add, OnLocated = null }, () => rows, null, cancellationToken);
        rows.CompleteOn(connection);
        problems.CompleteOn(connection);
        await _locations.SaveAsync(cancellationToken).ConfigureAwait(false);
        return new(changes.Nodes.Count, _ways.Count, _relations.Count, rows.Features - gone);
    }

    /// <summary>Returns the nodes that are somewhere else now, and where they were.</summary>
    private async Task<Dictionary<long, OsmLocation?>> MoveNodesAsync()
    {
        await _locations.LoadAsync(changes.Nodes.Keys, cancellationToken).ConfigureAwait(false);
        var moved = new Dictionary<long, OsmLocation?>();
        foreach (var node in changes.Nodes.Values)
        {
            var before = _locations.Find(node.Id);
            OsmLocation? now = node.Info.Visible ? new OsmLocation(node.Longitude, node.Latitude) : null;
            if (before != now)
            {
                moved[node.Id] = before;
                _locations.Set(node.Id, now);
            }
        }

        return moved;
    }

    private async Task FindWaysAsync(Dictionary<long, OsmLocation?> moved)
    {
        var places = moved.Values.OfType<OsmLocation>().Distinct().ToList();
        var candidates = new HashSet<long>();
        await connection.EachAsync(
            UpdateSql.WaysAt,
            row => candidates.Add(row.GetInt64(0)),
            cancellationToken,
            P<double[]>([.. places.Select(place => place.Longitude / 1e7)]),
            P<double[]>([.. places.Select(place => place.Latitude / 1e7)])).ConfigureAwait(false);
        await connection.EachAsync(UpdateSql.WatchedWays, row => candidates.Add(row.GetInt64(0)), cancellationToken, P<long[]>([.. moved.Keys])).ConfigureAwait(false);
        await _stored.LoadWaysAsync(candidates.Union(changes.Ways.Keys), cancellationToken).ConfigureAwait(false);
        _ways.UnionWith(_stored.Ways.Values.Where(way => Touches(way)).Select(way => way.Id));
        _ways.UnionWith(changes.Ways.Keys);

        bool Touches(OsmWay way)
        {
            foreach (var node in _stored.Block.Refs(way.Refs))
            {
                if (moved.ContainsKey(node))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private async Task FindRelationsAsync(IEnumerable<long> moved)
    {
        await connection.EachAsync(UpdateSql.RelationsWith, row => _relations.Add(row.GetInt64(0)), cancellationToken, P("N"), P<long[]>([.. moved])).ConfigureAwait(false);
        await connection.EachAsync(UpdateSql.RelationsWith, row => _relations.Add(row.GetInt64(0)), cancellationToken, P("W"), P<long[]>([.. _ways])).ConfigureAwait(false);
        _relations.UnionWith(changes.Relations.Keys);
        await _stored.LoadRelationsAsync(_relations, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a small source of the objects whose rows are to be made anew, and of all that these are made of.</summary>
    private async Task<IOsmSource> GatherAsync()
    {
        var gathered = new GatheredObjects(changes, _stored);
        foreach (var relation in _relations)
        {
            gathered.AddRelation(relation);
        }

        await _stored.LoadWaysAsync(gathered.MemberWays.Where(way => !changes.Ways.ContainsKey(way)), cancellationToken).ConfigureAwait(false);
        gathered.AddWays(_ways);
        await _locations.LoadAsync(gathered.NodesNeeded, cancellationToken).ConfigureAwait(false);
        gathered.AddNodes(_locations);
        return gathered.ToSource();
    }

    /// <summary>Takes the old rows away; returns how many features they were.</summary>
    private async Task<long> TakeAsync()
    {
        long gone = 0;
        foreach (var (statements, tables, ids) in new (string[], int, long[])[]
        {
            (UpdateSql.TakeNodes, 1, [.. changes.Nodes.Keys]), (UpdateSql.TakeWays, 2, [.. _ways]), (UpdateSql.TakeRelations, 1, [.. _relations]),
        })
        {
            foreach (var (i, statement) in statements.Index())
            {
                var rows = await connection.RunAsync(statement, cancellationToken, P(ids)).ConfigureAwait(false);
                gone += i < tables ? rows : 0;
            }
        }

        await connection.RunAsync(UpdateSql.TakeWatched, cancellationToken, P<long[]>([.. _ways]), P(_stored.NodesOf(_ways))).ConfigureAwait(false);
        await connection.RunAsync(UpdateSql.TakeMembers, cancellationToken, P<long[]>([.. _relations]), P(_stored.MembersOf(_relations))).ConfigureAwait(false);
        return gone;
    }
}
