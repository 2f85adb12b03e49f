using System.Text;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Pbf;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Pbf;

public sealed class PbfFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"osmtasking-{Guid.NewGuid():N}.osm.pbf");

    [Fact]
    public void WrittenFile_ReadBack_IsTheSame()
    {
        File.WriteAllBytes(_path, Sample());

        var read = Extractor.Read(new PbfFile(_path), new ExtractOptions()).ToList();

        var node = Assert.Single(read, feature => feature.Kind == OsmKind.Node);
        Assert.Equal((1, "Zürich \"x\" 漢", 3, 99L, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), 12L), (node.Id, node.Tags["name"], node.Version, node.Changeset, node.Timestamp, node.UserId));
        Assert.Equal((-0.0000001, 51.5), (node.Geometry.Coordinate.X, node.Geometry.Coordinate.Y));
        Assert.Equal(["Polygon", "LineString"], read.Where(feature => feature.Kind == OsmKind.Way).Select(feature => feature.Geometry.GeometryType));
        Assert.Equal("Polygon", Assert.Single(read, feature => feature.Kind == OsmKind.Relation).Geometry.GeometryType);
        Assert.Equal("OsmTasking", new PbfFile(_path).ReadHeader().WritingProgram);
    }

    // Counted with `osmium fileinfo -e`.
    [Theory]
    [InlineData("liechtenstein.osm.pbf", 158_437)]
    [InlineData("malta.osm.pbf", 390_655)]
    public void RealFile_IsReadWhole(string name, long objects)
    {
        var source = OsmFile.Open(SharedData.PathOrSkip($"data/{name}"));
        var read = 0L;
        source.Read(OsmKinds.All, block => read += block.Nodes.Length + block.Ways.Length + block.Relations.Length);
        Assert.Equal(objects, read);

        var problems = new HashSet<(OsmKind, long)>();
        var features = Extractor.Read(source, new ExtractOptions { OnProblem = problem => problems.Add((problem.Kind, problem.Id)) }).ToList();
        var tagged = Tagged(source);

        Assert.All(features.Where(feature => feature.Geometry.Dimension == NetTopologySuite.Geometries.Dimension.Surface), feature => Assert.True(feature.Geometry.IsValid, $"{feature.Kind} {feature.Id}"));
        Assert.Equal(features.Count, features.Select(feature => (feature.Kind, feature.Id)).Distinct().Count());
        Assert.Empty(tagged.Except(features.Select(feature => (feature.Kind, feature.Id))).Except(problems));
    }

    /// <summary>Every object with a tag other than a relation's type: none of them may be missing without a problem.</summary>
    private static HashSet<(OsmKind, long)> Tagged(IOsmSource source)
    {
        var tagged = new HashSet<(OsmKind, long)>();
        source.Read(OsmKinds.All, block =>
        {
            foreach (var node in block.Nodes)
            {
                Add(OsmKind.Node, node.Id, block, node.Tags);
            }

            foreach (var way in block.Ways)
            {
                Add(OsmKind.Way, way.Id, block, way.Tags);
            }

            foreach (var relation in block.Relations)
            {
                Add(OsmKind.Relation, relation.Id, block, relation.Tags);
            }
        });
        return tagged;

        void Add(OsmKind kind, long id, OsmBlock block, OsmSlice tags)
        {
            if (new TagView(block, tags).ToDictionary().Keys.Any(key => kind != OsmKind.Relation || key != "type"))
            {
                tagged.Add((kind, id));
            }
        }
    }

    [Fact]
    public void CutAtEveryByte_IsAFormatErrorOrAnEarlierEnd()
    {
        var whole = Sample();
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_path, whole[..length]);
            Try();
        }
    }

    [Fact]
    public void FlippedBits_NeverLeadToAnythingButAFormatError()
    {
        var whole = Sample();
        var random = new Random(20261121);
        for (var round = 0; round < 3000; round++)
        {
            var broken = (byte[])whole.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(_path, broken);
            Try();
        }
    }

    [Fact]
    public void Bomb_ThatUnpacksToMoreThanItSays_IsRefused()
    {
        using var packed = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(new byte[64 * 1024 * 1024]);
        }

        var header = Sample()[..HeaderLength(Sample())];
        var blob = new List<byte> { 0x10, 1, 0x1a }; // raw_size 1, zlib_data
        AddVarint(blob, (ulong)packed.Length);
        blob.AddRange(packed.ToArray());
        var framing = new List<byte> { 0x0a, 7 };
        framing.AddRange(Encoding.ASCII.GetBytes("OSMData"));
        framing.Add(0x18);
        AddVarint(framing, (ulong)blob.Count);
        File.WriteAllBytes(_path, [.. header, 0, 0, 0, (byte)framing.Count, .. framing, .. blob]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var fault = Assert.Throws<OsmFormatException>(() => Extractor.Read(new PbfFile(_path), new ExtractOptions()).Count());

        Assert.Contains($"blob at byte {header.Length}", fault.Message, StringComparison.Ordinal);
        Assert.Contains("promises 1 bytes", fault.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 40 << 20);
    }

    public void Dispose() => File.Delete(_path);

    private void Try()
    {
        try
        {
            _ = Extractor.Read(new PbfFile(_path), new ExtractOptions()).ToList();
        }
        catch (OsmFormatException)
        {
            // The only way to fail.
        }
    }

    private int HeaderLength(byte[] file)
    {
        File.WriteAllBytes(_path, file);
        using var handle = File.OpenHandle(_path);
        Assert.True(PbfBlob.TryFind(handle, 0, file.Length, out _, out var place));
        return (int)place.End;
    }

    private static void AddVarint(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
    }

    private static byte[] Sample()
    {
        var block = new OsmBlock();
        int Text(string text) => block.AddString(Encoding.UTF8.GetBytes(text));
        var info = new OsmInfo(3, 1_700_000_000, 99, 12, Text("ada"), true);
        block.Add(new OsmNode(1, -1, 515_000_000, block.AddTags([new OsmTag(Text("name"), Text("Zürich \"x\" 漢"))]), info));
        block.Add(new OsmNode(2, 10, 515_000_000, default, info));
        block.Add(new OsmNode(3, 10, 515_000_010, default, info));
        block.Add(new OsmNode(4, -1, 515_000_010, default, info));
        block.Add(new OsmWay(7, block.AddRefs([1, 2, 3, 4, 1]), block.AddTags([new OsmTag(Text("building"), Text("yes"))]), info));
        block.Add(new OsmWay(8, block.AddRefs([1, 2, 3]), block.AddTags([new OsmTag(Text("highway"), Text("path"))]), info));
        var members = block.AddMembers([new OsmMember(OsmKind.Way, 7, Text("outer"))]);
        block.Add(new OsmRelation(9, members, block.AddTags([new OsmTag(Text("type"), Text("multipolygon")), new OsmTag(Text("landuse"), Text("forest"))]), info));
        using var stream = new MemoryStream();
        using (var writer = new PbfWriter(stream))
        {
            writer.Write(block);
        }

        return stream.ToArray();
    }
}
