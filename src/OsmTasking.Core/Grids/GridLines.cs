namespace OsmTasking.Core.Grids;

/// <summary>The lines of a grid of meridians and parallels. Columns count eastwards, rows southwards.</summary>
internal abstract class GridLines
{
    /// <summary>Longitude of the western edge of a column, in degrees.</summary>
    internal abstract double X(int column);

    /// <summary>Latitude of the northern edge of a row, in degrees.</summary>
    internal abstract double Y(int row);

    internal Box BoxOf(Block block) => new(X(block.Column), Y(block.Row + block.Size), X(block.Column + block.Size), Y(block.Row));
}

/// <summary>A square of 2^level by 2^level cells: a node of the quadtree over a grid.</summary>
/// <param name="Level">0 for a single cell.</param>
/// <param name="Column">The westernmost cell.</param>
/// <param name="Row">The northernmost cell.</param>
internal readonly record struct Block(int Level, int Column, int Row)
{
    internal int Size => 1 << Level;

    internal int Cells => 1 << (2 * Level);

    /// <summary>The smallest block of the quadtree that holds some cells.</summary>
    internal static Block Around(int west, int north, int east, int south)
    {
        var level = 0;
        while (west >> level != east >> level || north >> level != south >> level)
        {
            level++;
        }

        return new Block(level, (west >> level) << level, (north >> level) << level);
    }

    /// <summary>North-west, north-east, south-west, south-east.</summary>
    internal Block Child(int index)
    {
        var half = 1 << (Level - 1);
        return new Block(Level - 1, Column + ((index & 1) * half), Row + ((index >> 1) * half));
    }

    /// <summary>The cell at a place of the order that visits children as <see cref="Child"/> numbers them.</summary>
    internal (int Column, int Row) At(int place) => (Column + EvenBits((uint)place), Row + EvenBits((uint)place >> 1));

    /// <summary>Every second bit, pushed together: bits move in ever larger groups.</summary>
    private static int EvenBits(uint bits)
    {
        bits &= 0x5555_5555;
        bits = (bits | (bits >> 1)) & 0x3333_3333;
        bits = (bits | (bits >> 2)) & 0x0f0f_0f0f;
        bits = (bits | (bits >> 4)) & 0x00ff_00ff;
        return (int)((bits | (bits >> 8)) & 0x0000_ffff);
    }
}

/// <summary>A box in degrees.</summary>
internal readonly record struct Box(double West, double South, double East, double North);

/// <summary>The lines of the web mercator tiles of a zoom.</summary>
internal sealed class TileLines(int zoom) : GridLines
{
    internal override double X(int column) => Tile.West(zoom, column);

    internal override double Y(int row) => Tile.North(zoom, row);
}
