using System.Text.Json;
using Microsoft.Data.Sqlite;
using OsmTasking.Core.People;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>Mappers in a SQLite file.</summary>
public sealed class SqliteMapperStore(SqliteDatabase database) : IMapperStore
{
    /// <inheritdoc/>
    public ValueTask<Mapper?> FindAsync(long id, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading a mapper", connection => connection.Query(Read, MapperSql.Find, id) is [var mapper] ? mapper : null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Mapper?> FindByNameAsync(string username, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading a mapper", connection => connection.Query(Read, MapperSql.FindByName, Key(username)) is [var mapper] ? mapper : null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<long, Mapper>> FindManyAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyDictionary<long, Mapper>>(
            "Reading mappers",
            connection => connection.Query(Read, MapperSql.FindMany, JsonSerializer.Serialize(ids)).ToDictionary(mapper => mapper.Id),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Mapper> RegisterLocalAsync(string username, DateTimeOffset now, CancellationToken cancellationToken = default) => database.WriteAsync(
        "Registering a mapper",
        connection =>
        {
            if (connection.Query(Read, MapperSql.FindByName, Key(username)) is [var known])
            {
                return (known, false);
            }

            var role = connection.Scalar(MapperSql.Count) == 0 ? MapperRole.Admin : MapperRole.Mapper;
            var mapper = new Mapper(connection.Scalar(MapperSql.LowestId)!.Value - 1, username, role, 1, now);
            Save(connection, mapper);
            return (mapper, true);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask SaveAsync(Mapper mapper, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mapper);
        await database.WriteAsync("Saving a mapper", connection => (Save(connection, mapper), true), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What two spellings of one name have in common. SQLite itself folds only ASCII.</summary>
    internal static string Key(string username) => username.ToUpperInvariant();

    private static int Save(SqliteConnection connection, Mapper mapper) => connection.Execute(
        MapperSql.Save, mapper.Id, mapper.Username, (int)mapper.Role, mapper.Level, mapper.Registered.UtcTicks, mapper.PictureUrl, Key(mapper.Username));

    private static Mapper Read(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), (MapperRole)row.GetInt32(2), row.GetInt32(3), row.Time(4)) { PictureUrl = row.Text(5) };
}
