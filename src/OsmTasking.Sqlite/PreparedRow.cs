using Microsoft.Data.Sqlite;

namespace OsmTasking.Sqlite;

/// <summary>A statement that is run many times with other values: parsed once.</summary>
internal sealed class PreparedRow(SqliteConnection connection, string constant, int parameters) : IDisposable
{
    private readonly SqliteCommand _command = connection.Command(constant, new object?[parameters]);

    public void Dispose() => _command.Dispose();

    internal int Execute(params ReadOnlySpan<object?> values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            _command.Parameters[index].Value = values[index] ?? DBNull.Value;
        }

        return _command.ExecuteNonQuery();
    }
}
