using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using OsmTasking.Core.Areas;

namespace OsmTasking.Sqlite;

/// <summary>Commands and columns, written the same way everywhere.</summary>
internal static class Rows
{
    /// <summary>Makes a command; its parameters are named in the order given: <c>$1</c>, <c>$2</c>, ….</summary>
    internal static SqliteCommand Command(this SqliteConnection connection, string constant, params ReadOnlySpan<object?> values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every caller passes a constant of Sql/.
        command.CommandText = constant;
#pragma warning restore CA2100
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters.AddWithValue($"${index + 1}", values[index] ?? DBNull.Value);
        }

        return command;
    }

    internal static int Execute(this SqliteConnection connection, string constant, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Command(constant, values);
        return command.ExecuteNonQuery();
    }

    internal static long? Scalar(this SqliteConnection connection, string constant, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Command(constant, values);
        return command.ExecuteScalar() is long value ? value : null;
    }

    internal static List<T> Query<T>(this SqliteConnection connection, Func<SqliteDataReader, T> read, string constant, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Command(constant, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    internal static long? Long(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    internal static string? Text(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    internal static DateTimeOffset Time(this SqliteDataReader reader, int column) => new(reader.GetInt64(column), TimeSpan.Zero);

    internal static Geometry Shape(this SqliteDataReader reader, int column)
    {
        var shape = new WKBReader(new NetTopologySuite.NtsGeometryServices(GeoJsonGeometry.Factory.PrecisionModel, GeoJsonGeometry.Factory.SRID)).Read(reader.GetFieldValue<byte[]>(column));
        shape.SRID = GeoJsonGeometry.Factory.SRID;
        return shape;
    }

    internal static byte[] Bytes(Geometry shape) => new WKBWriter().Write(shape);

    internal static long Ticks(DateTimeOffset time) => time.UtcTicks;
}
