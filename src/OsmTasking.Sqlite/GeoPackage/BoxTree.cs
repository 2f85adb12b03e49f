using System.Buffers.Binary;
using System.Runtime.InteropServices;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite.GeoPackage;

/// <summary>
/// Fills the R*Tree of a layer from below: runs of boxes are put in the order of a Hilbert curve and cut into full nodes, their boxes into
/// nodes above, and so on. That is many times quicker than inserting row by row and gives better nodes.
/// </summary>
/// <remarks>
/// Rows come with ids 1, 2, 3, …. Memory: one run of 131,072 boxes (6 MiB with where they went), and a node for each level above it. Node format: see "The SQLite
/// R*Tree Module", section 5: big endian; 2 bytes depth (in the root), 2 bytes number of cells, cells of id and 4 32-bit floats.
/// </remarks>
internal sealed class BoxTree : IDisposable
{
    private const int CellLength = 24;
    private const int CellsInNode = 51; // SQLite's own limit, on pages of 4,096 bytes.
    private const int Root = 1;
    private readonly int _runLength;
    private readonly RawStatement _insertNode;
    private readonly RawStatement _insertParent;
    private readonly RawStatement _insertRow;
    private readonly byte[] _node = new byte[4 + (CellLength * CellsInNode)];
    private readonly List<Cell> _run = [];
    private readonly List<(long Row, long Node)> _rows = [];

    // The node that has begun of each level, from the one above the leaves.
    private readonly List<List<Cell>> _above = [];
    private long _nodes = Root;

    internal BoxTree(RawFile file, string layer, int runLength = 1 << 17)
    {
        _runLength = runLength;
        file.Execute(For(GeoPackageSql.Index, layer));
        _insertNode = file.Prepare(For(GeoPackageSql.InsertNode, layer));
        _insertParent = file.Prepare(For(GeoPackageSql.InsertParent, layer));
        _insertRow = file.Prepare(For(GeoPackageSql.InsertRow, layer));
    }

    public void Dispose()
    {
        _insertNode.Dispose();
        _insertParent.Dispose();
        _insertRow.Dispose();
    }

    internal static string For(string statement, string layer) => statement.Replace("{layer}", layer, StringComparison.Ordinal);

    /// <summary>Adds a row. The box is rounded outwards to 32-bit floats, as SQLite does.</summary>
    internal void Add(long id, GeoPackageBounds box)
    {
        _run.Add(new(id, Down(box.West), Up(box.East), Down(box.South), Up(box.North), Hilbert(box)));
        if (_run.Count == _runLength)
        {
            WriteLeaves();
        }
    }

    /// <summary>Writes what is left and the root.</summary>
    internal void Complete()
    {
        if (_above.Count == 0 && _run.Count <= CellsInNode)
        {
            WriteRoot(_run, 0, (cell, node) => Link(_insertRow, cell, node));
            return;
        }

        WriteLeaves();
        for (var level = 0; ; level++)
        {
            if (level == _above.Count - 1)
            {
                WriteRoot(_above[level], level + 1, (cell, node) => Link(_insertParent, cell, node));
                return;
            }

            EndNode(level);
        }
    }

    private static float Down(double value) => (float)value > value ? MathF.BitDecrement((float)value) : (float)value;

    private static float Up(double value) => (float)value < value ? MathF.BitIncrement((float)value) : (float)value;

    // The place of the middle of the box on a curve through 65,536 x 65,536 cells. Source: Hamilton, "Compact Hilbert Indices", 2006, in two dimensions.
    private static uint Hilbert(GeoPackageBounds box)
    {
        const int Side = 1 << 16;
        var x = (uint)Math.Clamp(((box.West + box.East) / 2 + 180) / 360 * Side, 0, Side - 1);
        var y = (uint)Math.Clamp(((box.South + box.North) / 2 + 90) / 180 * Side, 0, Side - 1);
        uint place = 0;
        for (uint half = Side / 2; half > 0; half /= 2)
        {
            var (right, upper) = ((x & half) == 0 ? 0u : 1u, (y & half) == 0 ? 0u : 1u);
            place += half * half * ((3 * right) ^ upper);
            if (upper == 0)
            {
                if (right == 1)
                {
                    (x, y) = (Side - 1 - x, Side - 1 - y);
                }

                (x, y) = (y, x);
            }
        }

        return place;
    }

    private void WriteLeaves()
    {
        // By the row's id the table of rows is written from its beginning to its end, which B-trees like best.
        CollectionsMarshal.AsSpan(_run).Sort((a, b) => a.Place.CompareTo(b.Place));
        for (var from = 0; from < _run.Count; from += CellsInNode)
        {
            var cells = CollectionsMarshal.AsSpan(_run)[from..Math.Min(from + CellsInNode, _run.Count)];
            var node = Write(cells);
            foreach (var cell in cells)
            {
                _rows.Add((cell.Id, node.Id));
            }

            Add(0, node);
        }

        _rows.Sort();
        foreach (var (row, node) in _rows)
        {
            _insertRow.Bind(1, row);
            _insertRow.Bind(2, node);
            _insertRow.Run();
        }

        _run.Clear();
        _rows.Clear();
    }

    // A full node is only written when another cell comes: before that it may be the root.
    private void Add(int level, Cell cell)
    {
        if (level == _above.Count)
        {
            _above.Add([]);
        }

        if (_above[level].Count == CellsInNode)
        {
            EndNode(level);
        }

        _above[level].Add(cell);
    }

    private void EndNode(int level)
    {
        var cells = _above[level];
        var node = Write(CollectionsMarshal.AsSpan(cells));
        cells.ForEach(cell => Link(_insertParent, cell, node.Id));
        cells.Clear();
        Add(level + 1, node);
    }

    /// <summary>Writes a node and returns its cell in the node above.</summary>
    private Cell Write(ReadOnlySpan<Cell> cells)
    {
        var box = cells[0] with { Id = ++_nodes };
        foreach (var cell in cells)
        {
            box = box with { West = Math.Min(box.West, cell.West), East = Math.Max(box.East, cell.East), South = Math.Min(box.South, cell.South), North = Math.Max(box.North, cell.North) };
        }

        WriteNode(box.Id, 0, cells);
        return box;
    }

    private void WriteRoot(List<Cell> cells, int depth, Action<Cell, long> link)
    {
        cells.ForEach(cell => link(cell, Root));
        WriteNode(Root, depth, CollectionsMarshal.AsSpan(cells));
    }

    private void WriteNode(long number, int depth, ReadOnlySpan<Cell> cells)
    {
        _node.AsSpan().Clear();
        BinaryPrimitives.WriteUInt16BigEndian(_node, (ushort)depth);
        BinaryPrimitives.WriteUInt16BigEndian(_node.AsSpan(2), (ushort)cells.Length);
        for (var i = 0; i < cells.Length; i++)
        {
            var at = _node.AsSpan(4 + (CellLength * i), CellLength);
            BinaryPrimitives.WriteInt64BigEndian(at, cells[i].Id);
            BinaryPrimitives.WriteSingleBigEndian(at[8..], cells[i].West);
            BinaryPrimitives.WriteSingleBigEndian(at[12..], cells[i].East);
            BinaryPrimitives.WriteSingleBigEndian(at[16..], cells[i].South);
            BinaryPrimitives.WriteSingleBigEndian(at[20..], cells[i].North);
        }

        _insertNode.Bind(1, number);
        _insertNode.BindBlob(2, _node);
        _insertNode.Run();
    }

    private static void Link(RawStatement insert, Cell cell, long node)
    {
        insert.Bind(1, cell.Id);
        insert.Bind(2, node);
        insert.Run();
    }

    private readonly record struct Cell(long Id, float West, float East, float South, float North, uint Place);
}
