using Microsoft.Data.Sqlite;
using OsmTasking.Core.Items;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>Chooses items inside the one writing transaction that there is at a time: nobody else can take them meanwhile.</summary>
internal sealed class ItemPicker
{
    private readonly SqliteConnection _connection;
    private readonly ItemClaim _claim;
    private readonly List<ItemPin> _others;
    private readonly List<long> _picked = [];

    private ItemPicker(SqliteConnection connection, ItemClaim claim)
    {
        (_connection, _claim) = (connection, claim);
        _others = claim.Spacing <= 0 ? [] : connection.Query(
            row => new ItemPin(row.GetDouble(0), row.GetDouble(1)), ItemSql.HeldByOthers, claim.ProjectId, claim.MapperId, claim.Now.UtcTicks);
    }

    internal static IReadOnlyList<long> Pick(SqliteConnection connection, ItemClaim claim)
    {
        var picker = new ItemPicker(connection, claim);
        switch (claim.Search.Order)
        {
            case ItemOrder.Key:
                picker.ByKey();
                break;
            case ItemOrder.Number:
                picker.Take(ItemSql.FreeByNumber, claim.Search.After, long.MaxValue);
                picker.Take(ItemSql.FreeByNumber, 0L, claim.Search.After);
                break;
            default:
                picker.ByDistance();
                break;
        }

        return picker._picked;
    }

    private bool IsFull => _picked.Count >= _claim.Count;

    private void ByKey()
    {
        var level = double.MaxValue;
        while (!IsFull && _connection.Query(row => row.GetDouble(0), ItemSql.NextLevel, _claim.ProjectId, level) is [var next])
        {
            level = next;
            Take(ItemSql.FreeByKey, level, (long)_claim.Search.Key, long.MaxValue);
            Take(ItemSql.FreeByKey, level, long.MinValue, (long)_claim.Search.Key);
        }
    }

    /// <summary>Looks in boxes around the place, each four times as wide, until the nearest that it can hold is nearer than its edge.</summary>
    private void ByDistance()
    {
        var (from, low, high) = (_claim.Search.From, _claim.Search.SouthWest, _claim.Search.NorthEast);
        for (var reach = 0.01; !IsFull && reach < 2000; reach *= 4)
        {
            _picked.Clear();
            var wide = reach / Math.Max(0.01, Math.Cos(from.Latitude * Math.PI / 180));
            var found = Free(
                ItemSql.FreeInBox, Math.Max(low.Longitude, from.Longitude - wide), Math.Min(high.Longitude, from.Longitude + wide),
                Math.Max(low.Latitude, from.Latitude - reach), Math.Min(high.Latitude, from.Latitude + reach), int.MaxValue);
            var last = reach * 4 >= 2000;
            _picked.AddRange(found
                .Select(item => (item.Number, Distance: ItemSearch.Metres(from, item.Pin)))
                .Where(item => last || item.Distance <= reach * 111_000)
                .OrderBy(item => item.Distance).ThenBy(item => item.Number)
                .Take(_claim.Count).Select(item => item.Number));
        }
    }

    private void Take(string constant, params ReadOnlySpan<object?> bounds)
    {
        if (!IsFull)
        {
            _picked.AddRange(Rows(constant, bounds.ToArray(), _claim.Count - _picked.Count).Select(item => item.Number));
        }
    }

    private List<(long Number, ItemPin Pin)> Free(string constant, double west, double east, double south, double north, int most) =>
        Rows(constant, [west, east, south, north], most);

    private List<(long Number, ItemPin Pin)> Rows(string constant, object?[] bounds, int most)
    {
        using var command = _connection.Command(constant, [_claim.ProjectId, _claim.MapperId, _claim.Now.UtcTicks, .. bounds]);
        using var reader = command.ExecuteReader();
        var rows = new List<(long, ItemPin)>();
        while (rows.Count < most && reader.Read())
        {
            var pin = new ItemPin(reader.GetDouble(1), reader.GetDouble(2));
            if (IsInside(pin) && _others.TrueForAll(other => ItemSearch.Metres(other, pin) >= _claim.Spacing))
            {
                rows.Add((reader.GetInt64(0), pin));
            }
        }

        return rows;
    }

    private bool IsInside(ItemPin pin) => _claim.Search.Radius is not { } radius || ItemSearch.Metres(_claim.Search.Centre, pin) <= radius;
}
