using Npgsql;
using NpgsqlTypes;
using OsmTasking.Core.People;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>Mappers in PostgreSQL.</summary>
public sealed class PostgisMapperStore(NpgsqlDataSource source) : IMapperStore
{
    /// <inheritdoc/>
    public async ValueTask<Mapper?> FindAsync(long id, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading a mapper", MapperSql.Find, Read, cancellationToken, P(id)).ConfigureAwait(false) is [var mapper] ? mapper : null;

    /// <inheritdoc/>
    public async ValueTask<Mapper?> FindByNameAsync(string username, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading a mapper", MapperSql.FindByName, Read, cancellationToken, P(username)).ConfigureAwait(false) is [var mapper] ? mapper : null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<long, Mapper>> FindManyAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken = default) =>
        (await source.QueryAsync("Reading mappers", MapperSql.FindMany, Read, cancellationToken, P(ids.ToArray())).ConfigureAwait(false)).ToDictionary(mapper => mapper.Id);

    /// <inheritdoc/>
    public async ValueTask<Mapper> RegisterLocalAsync(string username, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (await FindByNameAsync(username, cancellationToken).ConfigureAwait(false) is { } known)
            {
                return known;
            }

            // Two newcomers at once reckon the same id; the loser's row is left out, and the next round finds or makes it.
            await source.ExecuteAsync("Registering a mapper", MapperSql.RegisterLocal, cancellationToken, P(username), P(now.UtcDateTime)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask SaveAsync(Mapper mapper, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mapper);
        await source.ExecuteAsync(
            "Saving a mapper", MapperSql.Save, cancellationToken, P(mapper.Id), P(mapper.Username), P((short)mapper.Role), P((short)mapper.Level),
            P(mapper.Registered.UtcDateTime), Nullable(NpgsqlDbType.Text, mapper.PictureUrl)).ConfigureAwait(false);
    }

    private static Mapper Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), (MapperRole)row.GetInt16(2), row.GetInt16(3), row.Time(4)) { PictureUrl = row.Text(5) };
}
