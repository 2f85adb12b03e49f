using System.Buffers.Binary;
using OsmTasking.Extraction.Formats;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Formats;

/// <summary>What GDAL forgives and other readers do not: where things lie in the file.</summary>
public sealed class FlatGeobufLayoutTests
{
    // Schema: Feature.geometry, Geometry.ends, .xy, .type, .parts, Header.features_count, .index_node_size.
    private const int FeatureGeometry = 0;
    private const int Ends = 0;
    private const int Positions = 1;
    private const int Kind = 6;
    private const int Parts = 7;

    private readonly HashSet<byte> _kinds = [];

    [Fact]
    public void Write_EveryKindOfGeometry_LiesAlignedWithEndsThatRunUpToThePositions()
    {
        using var folder = new ScratchFolder();
        var source = new OsmText("""
            n1 x0 y0 Ta=b
            n2 x9 y0
            n3 x9 y9
            n4 x3 y1
            n5 x4 y1
            n6 x4 y2
            n7 x20 y20
            n8 x29 y20
            n9 x29 y29
            n10 x25 y21
            n11 x26 y21
            n12 x26 y22
            w1 Nn1,n2,n3,n1
            w2 Nn4,n5,n6,n4
            w3 Nn7,n8,n9,n7
            w4 Nn10,n11,n12,n10 Thighway=path
            r1 Mw1@outer,w2@inner,w3@outer,w4@inner Ttype=multipolygon,landuse=forest
            r2 Mw1@outer,w2@inner Ttype=multipolygon,landuse=forest
            r3 Mw1@,w2@ Ttype=route,ref=1
            r4 Mw1@,n9@ Ttype=route,ref=1
            """);
        using (var writer = new FlatGeobufWriter(folder["all.fgb"], FeatureAttributes.All, ["a"]))
        {
            Extractor.Run(source, new(), writer);
            writer.Complete();
        }

        var file = File.ReadAllBytes(folder["all.fgb"]);
        var header = Root(file, 8);
        var features = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(Field(file, header, 8)));
        Assert.Equal(16, BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(Field(file, header, 9))));
        var at = Next(file, 8) + ((features + 1) * PackedTree.EntryBytes); // Up to 16 leaves have only the root above them.
        for (var i = 0; i < features; i++)
        {
            Assert.Equal(0, at % 8);
            CheckGeometry(file, Reference(file, Field(file, Root(file, at), FeatureGeometry)));
            at = Next(file, at);
        }

        Assert.Equal(file.Length, at);
        Assert.Equal([1, 2, 3, 5, 6, 7], _kinds.Order().Select(kind => (int)kind));
    }

    private void CheckGeometry(byte[] file, int geometry)
    {
        _kinds.Add(file[Field(file, geometry, Kind)]);
        if (Field(file, geometry, Parts) is > 0 and var parts)
        {
            var vector = Reference(file, parts);
            for (var i = 0; i < Int(file, vector); i++)
            {
                CheckGeometry(file, Reference(file, vector + 4 + (4 * i)));
            }

            return;
        }

        var positions = Reference(file, Field(file, geometry, Positions));
        Assert.Equal(0, (positions + 4) % 8);
        Assert.All(Enumerable.Range(0, Int(file, positions)), i => Assert.InRange(BitConverter.ToDouble(file, positions + 4 + (8 * i)), 0, 29));
        if (Field(file, geometry, Ends) is > 0 and var ends)
        {
            var vector = Reference(file, ends);
            var values = Enumerable.Range(1, Int(file, vector)).Select(i => Int(file, vector + (4 * i))).ToList();
            Assert.Equal(values.Distinct().Order(), values);
            Assert.Equal(Int(file, positions) / 2, values[^1]);
        }
    }

    private static int Int(byte[] file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));

    private static int Reference(byte[] file, int at) => at + Int(file, at);

    private static int Root(byte[] file, int buffer) => Reference(file, buffer + 4);

    private static int Next(byte[] file, int buffer) => buffer + 4 + Int(file, buffer);

    private static int Field(byte[] file, int table, int field)
    {
        var vtable = table - Int(file, table);
        var offset = 4 + (2 * field) < BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(vtable))
            ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(vtable + 4 + (2 * field)))
            : 0;
        Assert.InRange(offset, 0, BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(vtable + 2)) - 1);
        return offset == 0 ? 0 : table + offset;
    }
}
