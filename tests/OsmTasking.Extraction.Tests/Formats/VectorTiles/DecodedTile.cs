using System.Text;

namespace OsmTasking.Extraction.Tests.Formats.VectorTiles;

/// <summary>A feature of a tile: rings without their closing position, in steps of the tile.</summary>
internal sealed record DecodedFeature(string Layer, ulong? Id, int Type, Dictionary<string, string> Properties, List<List<(int X, int Y)>> Paths);

/// <summary>Reads a vector tile as strictly as the specification (Mapbox, 2.1) is written.</summary>
internal static class DecodedTile
{
    internal static List<DecodedFeature> Read(ReadOnlySpan<byte> tile)
    {
        var features = new List<DecodedFeature>();
        var names = new HashSet<string>();
        foreach (var (field, _, layer) in Fields(tile))
        {
            Assert.Equal(3, field);
            var all = Fields(layer);
            Assert.Equal(2UL, Assert.Single(all, item => item.Field == 15).Number);
            Assert.Equal(4096UL, Assert.Single(all, item => item.Field == 5).Number);
            var name = Encoding.UTF8.GetString(Assert.Single(all, item => item.Field == 1).Bytes);
            Assert.True(names.Add(name));
            var keys = all.Where(item => item.Field == 3).Select(item => Encoding.UTF8.GetString(item.Bytes)).ToList();
            var values = all.Where(item => item.Field == 4).Select(item => Value(item.Bytes)).ToList();
            Assert.Equal(keys.Distinct(), keys);
            features.AddRange(all.Where(item => item.Field == 2).Select(item => Feature(name, item.Bytes, keys, values)));
        }

        return features;
    }

    /// <summary>Twice the area by the surveyor's formula.</summary>
    internal static long Area(IReadOnlyList<(int X, int Y)> ring)
    {
        long area = 0;
        for (var i = 0; i < ring.Count; i++)
        {
            var (from, to) = (ring[i], ring[(i + 1) % ring.Count]);
            area += ((long)from.X * to.Y) - ((long)to.X * from.Y);
        }

        return area;
    }

    private static DecodedFeature Feature(string layer, byte[] bytes, List<string> keys, List<string> values)
    {
        var fields = Fields(bytes);
        var tags = fields.Where(item => item.Field == 2).SelectMany(item => Packed(item.Bytes)).ToList();
        Assert.Equal(0, tags.Count % 2);
        var properties = new Dictionary<string, string>();
        for (var i = 0; i < tags.Count; i += 2)
        {
            properties.Add(keys[(int)tags[i]], values[(int)tags[i + 1]]);
        }

        var type = (int)Assert.Single(fields, item => item.Field == 3).Number;
        var paths = Paths(type, [.. Packed(Assert.Single(fields, item => item.Field == 4).Bytes)]);
        Assert.Equal(layer, type switch { 1 => "points", 2 => "lines", 3 => "polygons", _ => "?" });
        var ids = fields.Where(item => item.Field == 1).ToList();
        return new(layer, ids.Count == 0 ? null : ids.Single().Number, type, properties, paths);
    }

    private static List<List<(int X, int Y)>> Paths(int type, ulong[] commands)
    {
        var paths = new List<List<(int X, int Y)>>();
        var (x, y) = (0, 0);
        var at = 0;
        (int, int) Next()
        {
            x += (int)(commands[at] >> 1) ^ -(int)(commands[at++] & 1);
            y += (int)(commands[at] >> 1) ^ -(int)(commands[at++] & 1);
            return (x, y);
        }

        int Command(int id)
        {
            Assert.Equal((ulong)id, commands[at] & 7);
            return (int)(commands[at++] >> 3);
        }

        while (at < commands.Length)
        {
            var moves = Command(1);
            if (type == 1)
            {
                paths.AddRange(Enumerable.Range(0, moves).Select(_ => new List<(int, int)> { Next() }));
                Assert.Equal(commands.Length, at);
                continue;
            }

            Assert.Equal(1, moves);
            List<(int X, int Y)> path = [Next()];
            var lines = Command(2);
            Assert.True(lines >= type - 1, "too short");
            for (var i = 0; i < lines; i++)
            {
                path.Add(Next());
                Assert.NotEqual(path[^1], path[^2]);
            }

            if (type == 3)
            {
                Assert.Equal(1, Command(7));
                Assert.NotEqual(path[0], path[^1]);
                Assert.NotEqual(0, Area(path));
                Assert.True(paths.Count > 0 || Area(path) > 0, "the first ring is a hole");
            }

            paths.Add(path);
        }

        Assert.NotEmpty(paths);
        return paths;
    }

    private static string Value(byte[] bytes)
    {
        var (field, number, text) = Assert.Single(Fields(bytes));
        return field switch
        {
            1 => Encoding.UTF8.GetString(text),
            5 => $"#{number}",
            6 => $"#{(long)(number >> 1) ^ -(long)(number & 1)}",
            _ => throw new InvalidDataException($"value of type {field}"),
        };
    }

    private static List<(int Field, ulong Number, byte[] Bytes)> Fields(ReadOnlySpan<byte> bytes)
    {
        var fields = new List<(int, ulong, byte[])>();
        var at = 0;
        while (at < bytes.Length)
        {
            var key = Varint(bytes, ref at);
            var number = Varint(bytes, ref at);
            if ((key & 7) == 2)
            {
                fields.Add(((int)(key >> 3), 0, bytes.Slice(at, (int)number).ToArray()));
                at += (int)number;
            }
            else
            {
                Assert.Equal(0UL, key & 7);
                fields.Add(((int)(key >> 3), number, []));
            }
        }

        return fields;
    }

    private static List<ulong> Packed(byte[] bytes)
    {
        var numbers = new List<ulong>();
        var at = 0;
        while (at < bytes.Length)
        {
            numbers.Add(Varint(bytes, ref at));
        }

        return numbers;
    }

    internal static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            value |= (ulong)(bytes[at] & 0x7F) << shift;
            if (bytes[at++] < 0x80)
            {
                return value;
            }
        }
    }
}
