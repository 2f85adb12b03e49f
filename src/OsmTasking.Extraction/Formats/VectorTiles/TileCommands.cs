namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>The geometry of one feature in one tile as commands; Mapbox vector tile specification 2.1, section 4.3.</summary>
internal static class TileCommands
{
    private const int MoveTo = 1;
    private const int LineTo = 2;
    private const int ClosePath = 7;

    /// <summary>Writes the points that lie in a box.</summary>
    /// <returns>How many there are.</returns>
    internal static int Points(ReadOnlySpan<int> positions, TileBox box, int left, int top, TileBytes output)
    {
        var count = 0;
        for (var i = 0; i < positions.Length; i += 2)
        {
            count += box.Contains(positions[i], positions[i + 1]) ? 1 : 0;
        }

        if (count == 0)
        {
            return 0;
        }

        Command(MoveTo, count, output);
        var (x, y) = (left, top);
        for (var i = 0; i < positions.Length; i += 2)
        {
            if (box.Contains(positions[i], positions[i + 1]))
            {
                Position(positions[i], positions[i + 1], ref x, ref y, output);
            }
        }

        return count;
    }

    /// <summary>Writes lines.</summary>
    internal static void Lines(TilePaths paths, int left, int top, TileBytes output)
    {
        var (x, y) = (left, top);
        for (var i = 0; i < paths.Count; i++)
        {
            Path(paths.Path(i), forwards: true, ref x, ref y, output);
        }
    }

    /// <summary>Writes rings that have an area, outer ones clockwise as seen on the screen, holes the other way.</summary>
    internal static void Rings(TilePaths paths, int left, int top, TileBytes output)
    {
        var (x, y) = (left, top);
        var lost = false;
        for (var i = 0; i < paths.Count; i++)
        {
            var hole = paths.IsHole(i);
            var area = Area(paths.Path(i));
            lost = hole ? lost : area == 0;
            if (area != 0 && !lost)
            {
                Path(paths.Path(i), forwards: area > 0 != hole, ref x, ref y, output);
                Command(ClosePath, 1, output);
            }
        }
    }

    /// <summary>Twice the area by the surveyor's formula: positive when clockwise on the screen, where rows grow downwards.</summary>
    internal static long Area(ReadOnlySpan<int> ring)
    {
        long area = 0;
        for (int i = 0, before = ring.Length - 2; i < ring.Length; before = i, i += 2)
        {
            // From the first position, so that products stay small.
            area += ((long)(ring[before] - ring[0]) * (ring[i + 1] - ring[1])) - ((long)(ring[i] - ring[0]) * (ring[before + 1] - ring[1]));
        }

        return area;
    }

    private static void Path(ReadOnlySpan<int> path, bool forwards, ref int x, ref int y, TileBytes output)
    {
        Command(MoveTo, 1, output);
        var count = path.Length / 2;
        for (var i = 0; i < count; i++)
        {
            // The first position stays the first.
            var at = 2 * (forwards || i == 0 ? i : count - i);
            Position(path[at], path[at + 1], ref x, ref y, output);
            if (i == 0)
            {
                Command(LineTo, count - 1, output);
            }
        }
    }

    private static void Command(int id, int count, TileBytes output) => output.Varint((uint)(id | count << 3));

    private static void Position(int toX, int toY, ref int x, ref int y, TileBytes output)
    {
        output.ZigZag(toX - x);
        output.ZigZag(toY - y);
        (x, y) = (toX, toY);
    }
}
