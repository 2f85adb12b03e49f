using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Pbf;
using OsmTasking.Extraction.Tests.Xml;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Pbf;

public sealed class PbfWriterTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void Write_AnyObjects_ReadBackAreEqual() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var source = new RandomOsm(seed);

        OsmXmlWriterTests.Copy(source, _folder["a.osm.pbf"]);

        Assert.Equal(OsmDump.Of(source), OsmDump.Of(OsmFile.Open(_folder["a.osm.pbf"])));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_SortedObjects_SaysSoAndOnlyThen() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        foreach (var sorted in new[] { true, false })
        {
            var source = new RandomOsm(seed, sorted, deleted: false);
            OsmXmlWriterTests.Copy(source, _folder["a.osm.pbf"]);
            var features = new PbfFile(_folder["a.osm.pbf"]).ReadHeader().OptionalFeatures;
            Assert.Equal(OsmDump.Of(source), OsmDump.Of(OsmFile.Open(_folder["a.osm.pbf"])));
            Assert.Equal(!Unsorted(source), features.Contains("Sort.Type_then_ID"));
            Assert.True(!sorted || !Unsorted(source));
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_DeletedObjects_NeedAFileWithHistory(bool seekable)
    {
        using var memory = new MemoryStream();
        using Stream stream = seekable ? memory : new System.IO.Compression.GZipStream(memory, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true);
        var block = new OsmBlock();
        block.Add(new OsmNode(5, 0, 0, default, new OsmInfo(2, 0, 0, 0, 0, false)));
        using var writer = new PbfWriter(stream);

        if (!seekable)
        {
            Assert.StartsWith("node 5 is deleted", Assert.Throws<OsmFormatException>(() => writer.Write(block)).Message, StringComparison.Ordinal);
            return;
        }

        writer.Write(block);
        writer.Dispose();
        File.WriteAllBytes(_folder["a.osm.pbf"], memory.ToArray());
        Assert.Contains("HistoricalInformation", new PbfFile(_folder["a.osm.pbf"]).ReadHeader().RequiredFeatures);
    }

    [Fact]
    public void Write_OutOfOrderWhatWasPromisedSorted_NamesTheObject()
    {
        var block = new OsmBlock();
        block.Add(new OsmWay(6, default, default, default));
        block.Add(new OsmWay(5, default, default, new OsmInfo(1, 0, 0, 0, 0, true)));
        using var writer = new PbfWriter(new MemoryStream(), new OsmHeader { Sorted = true, History = true });

        Assert.StartsWith("way 5 is out of order", Assert.Throws<OsmFormatException>(() => writer.Write(block)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(0, -1, true)]
    [InlineData(-1, -2, true)]
    [InlineData(-2, -1, false)]
    [InlineData(-2, 1, true)]
    [InlineData(1, -2, false)]
    [InlineData(long.MinValue, 1, true)]
    [InlineData(2, 2, false)]
    public void Sorted_IsWhatOsmiumSays(long first, long second, bool expected)
    {
        var order = new ObjectOrder();
        order.Take(OsmKind.Way, first, new OsmInfo(1, 0, 0, 0, 0, true));
        order.Take(OsmKind.Way, second, new OsmInfo(1, 0, 0, 0, 0, true));

        Assert.Equal(expected, order.IsSorted);
        Assert.Equal(first == second, order.HasHistory);
    }

    [Fact]
    public void Write_Header_IsReadBackByUsAndByOsmium()
    {
        var path = _folder["a.osm.pbf"];
        var header = new OsmHeader
        {
            WritingProgram = "a program",
            Bounds = (-180, -1.5, 7.1234567, 90),
            ReplicationTimestamp = Noon,
            ReplicationSequence = 4711,
            ReplicationUrl = "https://example.org/minute",
        };

        OsmXmlWriterTests.Copy(new RandomOsm(1, sorted: true, deleted: false, plain: true), path, header);

        var read = OsmHeader.From(new PbfFile(path).ReadHeader());
        Assert.Equal(header with { Sorted = true }, read);
        var info = Osmium.Run("fileinfo", "-e", "-j", path).Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains("\"generator\":\"aprogram\"", info, StringComparison.Ordinal);
        Assert.Contains("\"sorting\":\"Type_then_ID\"", info, StringComparison.Ordinal);
        Assert.Contains("\"osmosis_replication_sequence_number\":\"4711\"", info, StringComparison.Ordinal);
        Assert.Contains("\"objects_ordered\":true", info, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ManyObjects_AreParted()
    {
        var path = _folder["a.osm.pbf"];
        var block = new OsmBlock();
        var text = block.AddString(Encoding.UTF8.GetBytes(new string('x', 5_000_000)));
        for (var id = 1; id <= 20_000; id++)
        {
            block.Add(new OsmNode(id, id, id, default, new OsmInfo(0, 0, 0, 0, 0, true)));
        }

        for (var id = 1; id <= 5; id++)
        {
            var other = block.AddString(Encoding.UTF8.GetBytes(new string((char)('a' + id), 6_000_000)));
            block.Add(new OsmWay(id, default, block.AddTags([new OsmTag(text, other)]), new OsmInfo(0, 0, 0, 0, 0, true)));
        }

        using (var target = OsmFile.Create(path))
        {
            target.Write(block);
        }

        var blobs = new List<(int Nodes, int Ways)>();
        new PbfFile(path).Read(OsmKinds.All, read => blobs.Add((read.Nodes.Length, read.Ways.Length)));
        Assert.Equal([(8000, 0), (8000, 0), (4000, 0), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1)], blobs);
    }

    [Fact]
    public void Write_AnObjectLargerThanABlob_IsRefusedByName()
    {
        var block = new OsmBlock();
        var (key, value) = (block.AddString(new byte[20_000_000]), block.AddString(new byte[20_000_000]));
        block.Add(new OsmWay(9, default, block.AddTags([new OsmTag(key, value)]), default));
        using var writer = new PbfWriter(new MemoryStream());

        Assert.Contains("way 9 is too large", Assert.Throws<OsmFormatException>(() => writer.Write(block)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data/liechtenstein.osm.pbf")]
    [InlineData("data/malta.osm.pbf")]
    public void Write_ACountry_IsForOsmiumWhatItWas(string file)
    {
        var path = SharedData.PathOrSkip(file);
        OsmXmlWriterTests.Copy(OsmFile.Open(path), _folder["copy.osm.pbf"], OsmHeader.From(new PbfFile(path).ReadHeader()));

        Osmium.AssertSame(Osmium.Opl(path), Osmium.Opl(_folder["copy.osm.pbf"]));
    }

    [Fact]
    public void Write_History_IsForOsmiumWhatItWas()
    {
        OsmXmlWriterTests.Copy(new RandomHistory(), _folder["a.osm.pbf"]);
        OsmXmlWriterTests.Copy(new RandomHistory(), _folder["a.osm"], new() { History = true });
        File.Move(_folder["a.osm"], _folder["a.osh"]);
        File.Move(_folder["a.osm.pbf"], _folder["a.osh.pbf"]);

        // Of deleted nodes osmium does not read locations from PBF.
        var deletedNode = new Regex("(?<=^n.* dD .*) x.* y.*$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Osmium.AssertSame([.. Osmium.Opl(_folder["a.osh"]).Select(line => deletedNode.Replace(line, " x y"))], Osmium.Opl(_folder["a.osh.pbf"]));
        Assert.Equal(OsmDump.Of(new RandomHistory()), OsmDump.Of(OsmFile.Open(_folder["a.osh.pbf"])));
    }

    [Fact]
    public void Read_HistoryWrittenByOsmium_IsReadWhole()
    {
        OsmXmlWriterTests.Copy(new RandomHistory(), _folder["a.osm"], new() { History = true });
        File.Move(_folder["a.osm"], _folder["a.osh"]);
        Osmium.Run("cat", _folder["a.osh"], "-o", _folder["a.osh.pbf"]);

        Assert.Equal(OsmDump.Of(new RandomHistory()), OsmDump.Of(OsmFile.Open(_folder["a.osh.pbf"])));
    }

    // Found by fuzzing: ExtractedObject.From throws ArgumentOutOfRangeException.
    [Fact]
    public void Extract_OfTimesBeyondTheCalendar_FailsAsTheFormatDoes()
    {
        using (var target = OsmFile.Create(_folder["a.osm.pbf"]))
        {
            var block = new OsmBlock();
            block.Add(new OsmNode(1, 0, 0, block.AddTags([new OsmTag(block.AddString("a"u8), block.AddString("b"u8))]), new OsmInfo(1, long.MinValue, 0, 0, 0, true)));
            target.Write(block);
        }

        Assert.Throws<OsmFormatException>(() => Extractor.Read(OsmFile.Open(_folder["a.osm.pbf"]), new ExtractOptions()).Count());
    }

    private static bool Unsorted(RandomOsm source)
    {
        var order = new ObjectOrder();
        source.Read(OsmKinds.All, block =>
        {
            foreach (var node in block.Nodes)
            {
                order.Take(OsmKind.Node, node.Id, node.Info);
            }

            foreach (var way in block.Ways)
            {
                order.Take(OsmKind.Way, way.Id, way.Info);
            }

            foreach (var relation in block.Relations)
            {
                order.Take(OsmKind.Relation, relation.Id, relation.Info);
            }
        });
        return !order.IsSorted;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Each object in three versions, the last one deleted.</summary>
    private sealed class RandomHistory : IOsmSource
    {
        public long? LengthInBytes => null;

        public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        {
            var block = new OsmBlock();
            var user = block.AddString("ada"u8);
            for (var number = 3; number < 300; number++)
            {
                var (id, version) = (number / 3, (number % 3) + 1);
                var info = new OsmInfo(version, 1_700_000_000 + number, number, 7, user, version < 3);
                var located = version < 3 || id % 2 == 0;
                block.Add(new OsmNode(id, located ? id * 1000 : 0, located ? id : 0, default, info));
                block.Add(new OsmWay(id, block.AddRefs(version < 3 ? [1, 2, id] : []), default, info));
                block.Add(new OsmRelation(id, block.AddMembers([new OsmMember(OsmKind.Way, id, user)]), default, info));
            }

            visit(block);
        }
    }
}
