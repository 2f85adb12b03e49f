using Microsoft.Data.Sqlite;
using OsmTasking.Sqlite.GeoPackage;

namespace OsmTasking.Sqlite.Tests.GeoPackage;

public sealed class BoxTreeTests
{
    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 100)]
    [InlineData(51, 100)]
    [InlineData(52, 100)]
    [InlineData(2601, 10_000)] // 51 * 51: the most in two levels.
    [InlineData(2602, 10_000)]
    [InlineData(5000, 700)] // Several runs.
    [InlineData(60_000, 20_000)]
    public void Complete_AnyNumberOfBoxes_FindsWhatSqliteItselfWouldFind(int count, int run)
    {
        using var temp = new TempStore();
        var random = new Random(count);
        var boxes = Enumerable.Range(1, count).Select(_ => Box(random, 0.5)).ToList();
        using (var file = new RawFile(temp.File))
        {
            file.Execute("begin");
            using (var tree = new BoxTree(file, "points", run))
            {
                for (var i = 0; i < count; i++)
                {
                    tree.Add(i + 1, boxes[i]);
                }

                tree.Complete();
            }

            file.Execute("commit");
        }

        using var connection = SqliteFeatureStore.Open(temp.File, SqliteOpenMode.ReadWrite)!;
        Assert.Equal("ok", connection.Query(row => row.GetString(0), "select rtreecheck('rtree_points_geom')")[0]);
        connection.Execute("create virtual table plain using rtree (id, minx, maxx, miny, maxy); begin");
        foreach (var (i, box) in boxes.Index())
        {
            connection.Execute("insert into plain values ($1, $2, $3, $4, $5)", i + 1, box.West, box.East, box.South, box.North);
        }

        Assert.Equal(count, connection.Scalar("""
            select count(*) from plain a join rtree_points_geom b using (id)
            where abs(a.minx - b.minx) + abs(a.maxx - b.maxx) + abs(a.miny - b.miny) + abs(a.maxy - b.maxy) < 1e-4
            """));
        for (var i = 0; i < 20; i++)
        {
            var area = Box(random, 20);
            List<long> Found(string table) => connection.Query(
                row => row.GetInt64(0), $"select id from {table} where maxx >= $1 and minx <= $2 and maxy >= $3 and miny <= $4 order by id", area.West, area.East, area.South, area.North);
            Assert.Equal(Found("plain"), Found("rtree_points_geom"));
        }

        // It is a tree like any other: rows may come and go.
        connection.Execute("insert into rtree_points_geom values (1000000, 1, 2, 3, 4); delete from rtree_points_geom where id % 3 = 0");
        Assert.Equal("ok", connection.Query(row => row.GetString(0), "select rtreecheck('rtree_points_geom')")[0]);
    }

    private static GeoPackageBounds Box(Random random, double most)
    {
        var (west, south) = ((random.NextDouble() * 340) - 175, (random.NextDouble() * 160) - 85);
        return new(west, south, west + (random.NextDouble() * most), south + (random.NextDouble() * most));
    }
}
