using System.IO.Compression;
using System.Text;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Changes;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Changes;

public sealed class OscFileTests : IDisposable
{
    private const string Changes = """
        <?xml version='1.0' encoding='UTF-8'?>
        <osmChange version="0.6" generator="a test">
          <modify>
            <node id="11" version="2" timestamp="2015-01-01T02:00:00Z" uid="1" user="test &lt;&#252;&gt;" changeset="2" lat="2" lon="-2.00000005"/>
            <bounds minlat="1" minlon="1" maxlat="2" maxlon="2"/>
          </modify>
          <delete>
            <node id="13" version="3" timestamp="2015-01-01T02:00:00Z" uid="1" user="test" changeset="2"/>
            <node id="12" version="2" lat="1.5" lon="2"/>
            <way id="7" version="2"/>
            <relation id="8" version="2"/>
          </delete>
          <create>
            <way id="21" version="1"><nd ref="12"/><nd ref="-14"/><tag k="a" v="b"/></way>
            <node id="14" version="1" lat="5" lon="1"><tag k="" v=""/></node>
          </create>
          <create>
            <relation id="9"><member type="way" ref="21" role="outer"/><member type="node" ref="1"/></relation>
          </create>
        </osmChange>
        """;

    private readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData("a.osc")]
    [InlineData("a.osc.gz")]
    public void Read_Changes_GivesThemInFileOrder(string name)
    {
        using (var stream = name.EndsWith("gz", StringComparison.Ordinal) ? new GZipStream(File.Create(_folder[name]), CompressionLevel.Fastest) : (Stream)File.Create(_folder[name]))
        {
            stream.Write(Encoding.UTF8.GetBytes(Changes));
        }

        Assert.Equal(
            [
                "Modify n11 x-20000001 y20000000 v2 t1420077600 c2 i1 utest <ü> V T",
                "Delete n13 x0 y0 v3 t1420077600 c2 i1 utest D T",
                "Delete n12 x20000000 y15000000 v2 t0 c0 i0 u D T",
                "Delete w7 N v2 t0 c0 i0 u D T",
                "Delete r8 M v2 t0 c0 i0 u D T",
                "Create w21 N12,-14 v1 t0 c0 i0 u V Ta=b",
                "Create n14 x10000000 y50000000 v1 t0 c0 i0 u V T=",
                "Create r9 MWay:21:outer,Node:1: v0 t0 c0 i0 u V T",
            ],
            OsmDump.Of(OscFile.Open(_folder[name])));
    }

    [Fact]
    public void Read_OneKind_LeavesTheOthersOut()
    {
        var ids = new List<long>();
        OscFile.Open(_folder.Write("a.osc", Changes)).Read((_, block) => ids.AddRange(block.Ways.ToArray().Select(way => way.Id)), OsmKinds.Ways);

        Assert.Equal([7, 21], ids);
    }

    [Theory]
    [InlineData("<osm version='0.6'/>", 1, 2, "begins with <osm> instead of <osmChange>")]
    [InlineData("<osmChange/>", 1, 2, "has no version")]
    [InlineData("<osmChange version='0.5'/>", 1, 12, "'0.5' instead of '0.6'")]
    [InlineData("<osmChange version='0.6'>\n<node id='1'/></osmChange>", 2, 2, "<node> inside <osmChange>")]
    [InlineData("<osmChange version='0.6'><create>\n <area/></create></osmChange>", 2, 3, "<area> inside <create>")]
    [InlineData("<osmChange version='0.6'><create>\n <create/></create></osmChange>", 2, 3, "<create> inside <create>")]
    [InlineData("<osmChange version='0.6'><create>\n<node id='1' lat='1'/></create></osmChange>", 2, 2, "<node> has no lon")]
    [InlineData("<osmChange version='0.6'><delete>\n<node id='1' lat='1'/></delete></osmChange>", 2, 2, "<node> has no lon")]
    [InlineData("<osmChange version='0.6'><delete>\n<node lat='1'/></delete></osmChange>", 2, 2, "<node> has no id")]
    [InlineData("<osmChange version='0.6'><delete><way\nid='1x'/></delete></osmChange>", 2, 1, "id='1x' is not a whole number")]
    [InlineData("<osmChange version='0.6'><delete><way\nid='9223372036854775808'/></delete></osmChange>", 2, 1, "is not a whole number")]
    [InlineData("<osmChange version='0.6'><delete><way id='1'\nversion='-1'/></delete></osmChange>", 2, 1, "version='-1' is not from 0 to 2147483647")]
    [InlineData("<osmChange version='0.6'><delete><way id='1'\nuid='3000000000'/></delete></osmChange>", 2, 1, "is not from -2147483648 to 2147483647")]
    [InlineData("<osmChange version='0.6'><delete><way id='1'\ntimestamp='yesterday'/></delete></osmChange>", 2, 1, "timestamp='yesterday' is not a time")]
    [InlineData("<osmChange version='0.6'><delete><way id='1'\nvisible='no'/></delete></osmChange>", 2, 1, "neither true nor false")]
    [InlineData("<osmChange version='0.6'><create><node id='1' lat='0'\nlon='NaN'/></create></osmChange>", 2, 1, "lon='NaN' is not a number from -180 to 180")]
    [InlineData("<osmChange version='0.6'><create><node id='1' lon='0'\nlat='90.1'/></create></osmChange>", 2, 1, "lat='90.1' is not a number from -90 to 90")]
    [InlineData("<osmChange version='0.6'><create><node id='1' lon='0'\nlat='1e400'/></create></osmChange>", 2, 1, "is not a number")]
    [InlineData("<osmChange version='0.6'><create><way id='1'>\n<nd/></way></create></osmChange>", 2, 2, "<nd> has no ref")]
    [InlineData("<osmChange version='0.6'><create><relation id='1'>\n<member ref='1' type='area'/></relation></create></osmChange>", 2, 17, "member of type 'area'")]
    [InlineData("<osmChange version='0.6'><create><relation id='1'>\ntext</relation></create></osmChange>", 1, 51, "text inside <relation>")]
    [InlineData("<osmChange version='0.6'><create><way id='1'\nid='2'/></create></osmChange>", 2, 1, "'id' is a duplicate attribute name")]
    [InlineData("<osmChange version='0.6'><create><way id='1'>\n</create></osmChange>", 2, 3, "does not match the end tag")]
    [InlineData("<osmChange version='0.6'>\n<create>", 2, 9, "not closed")]
    [InlineData("<osmChange version='0.6'/>\n<osmChange version='0.6'/>", 2, 2, "multiple root")]
    [InlineData("<osmChange version='0.6'/>\ntrailing", 2, 1, "root level is invalid")]
    [InlineData("<!DOCTYPE a [<!ENTITY a 'aaaa'>]>\n<osmChange version='0.6'/>", 1, 1, "DTD is prohibited")]
    [InlineData("<osmChange version='0.6'>\n&a;</osmChange>", 2, 2, "undeclared entity 'a'")]
    [InlineData("<osmChange version='0.6'><create><way id='1'>\n<tag k='a' v='&#1;'/></way></create></osmChange>", 2, 17, "invalid character")]
    [InlineData("<osmChange version='0.6'><note>\n<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a></osmChange>", 2, 47, "nested more than 16 deep")]
    [InlineData("", 1, 1, "Root element is missing")]
    public void Read_WhatIsNoChangeFile_IsRefusedWithLineAndColumn(string text, int line, int column, string message)
    {
        var path = _folder.Write("bad.osc", text);

        var fault = Assert.Throws<OsmFormatException>(() => OscFile.Open(path).Read((_, _) => { }));

        Assert.StartsWith($"{path}, line {line}, column {column}: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GzipCutOffAnywhere_IsRefused()
    {
        // The last of these files are complete XML, and lack only what gzip puts after it.
        using var whole = new MemoryStream();
        using (var gzip = new GZipStream(whole, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Changes));
        }

        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_folder["cut.osc.gz"], whole.ToArray()[..length]);

            var fault = Assert.Throws<OsmFormatException>(() => OscFile.Open(_folder["cut.osc.gz"]).Read((_, _) => { }));

            Assert.StartsWith($"{_folder["cut.osc.gz"]}, ", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_GzipOfSeveralMembers_IsReadWhole()
    {
        using (var file = File.Create(_folder["a.osc.gz"]))
        {
            foreach (var part in new[] { Changes[..300], Changes[300..] })
            {
                using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
                gzip.Write(Encoding.UTF8.GetBytes(part));
            }
        }

        Assert.Equal(8, OsmDump.Of(OscFile.Open(_folder["a.osc.gz"])).Count);
    }

    [Fact]
    public void Read_EndlessThings_AreRefusedInBoundedMemory()
    {
        foreach (var (start, repeat, count, message) in new[]
        {
            ("<osmChange version='0.6'><create><way id='1'><tag k='a' v='", "aaaaaaaaaaaaaaaa", 1_000_000, "longer than 4194304 bytes"),
            ("<osmChange version='0.6'><!--", "aaaaaaaaaaaaaaaa", 1_000_000, "longer than 4194304 bytes"),
            ("<osmChange version='0.6'>", "                ", 1_000_000, "longer than 4194304 bytes"),
            ("<osmChange version='0.6'><note>", "<a>", 1000, "nested more than 16 deep"),
            ("<osmChange version='0.6'><create><way id='1'>", "<nd ref='1'/>", 1_000_100, "more than 1000000 tags, nodes or members"),
            ("<osmChange version='0.6'><create><way id='1' ", "a#='' ", 10_000, "more than 4096 different names"),
            ("<osmChange version='0.6'><create>", "<way id='1' a#=''/>", 10_000, "more than 4096 different names"),
        })
        {
            using (var stream = new GZipStream(File.Create(_folder["bomb.osc.gz"]), CompressionLevel.Fastest))
            {
                stream.Write(Encoding.UTF8.GetBytes(start));
                var portion = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeat, 100)));
                for (var number = 0; number < count; number += 100)
                {
                    stream.Write(!repeat.Contains('#', StringComparison.Ordinal) ? portion
                        : Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(number, 100).Select(each => repeat.Replace("#", $"{each}", StringComparison.Ordinal)))));
                }
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            var fault = Assert.Throws<OsmFormatException>(() => OscFile.Open(_folder["bomb.osc.gz"]).Read((_, _) => { }));
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(fault.Message.Contains(message, StringComparison.Ordinal), fault.Message);
            Assert.True(allocated < 100 << 20, $"{start}: {allocated} bytes");
        }
    }

    [Fact]
    public void ReadFrom_AStream_NamesItInErrorsAndLeavesItOpen()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Changes));
        var objects = 0;
        OscFile.ReadFrom(stream, "the upload", packed: false, (_, block) => objects += block.Nodes.Length + block.Ways.Length + block.Relations.Length);
        Assert.Equal(8, objects);
        Assert.True(stream.CanRead);

        using var bad = new MemoryStream("<osmChange"u8.ToArray());
        Assert.StartsWith("the upload, line 1, column ", Assert.Throws<OsmFormatException>(() => OscFile.ReadFrom(bad, "the upload", packed: false, (_, _) => { })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.osc.bz2", "bunzip2")]
    [InlineData("a.osm", "must end in .osc")]
    public void Open_OtherNames_AreRefused(string name, string message) =>
        Assert.Contains(message, Assert.Throws<OsmFormatException>(() => OscFile.Open(_folder.Write(name, Changes))).Message, StringComparison.Ordinal);

    [Fact]
    public void OsmFile_OfChanges_SaysHowToReadThem() =>
        Assert.Contains("OscFile", Assert.Throws<OsmFormatException>(() => OsmFile.Open(_folder.Write("a.osc", Changes))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_Cancelled_Stops() => Assert.Throws<OperationCanceledException>(() =>
        OscFile.Open(_folder.Write("a.osc", Changes)).Read((_, _) => { }, cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public void Read_FaultOfTheVisitor_ComesThroughAsItIs() => Assert.Throws<InvalidDataException>(() =>
        OscFile.Open(_folder.Write("a.osc", Changes)).Read((_, _) => throw new InvalidDataException("mine")));

    [Fact]
    public void Read_ChangeFileOfOsmTestdata_IsReadWhole() =>
        Assert.Equal(4, OsmDump.Of(OscFile.Open(SharedData.PathOrSkip("conformance/osm-testdata/xml/300-change-file/data.osc"))).Count);

    public void Dispose() => _folder.Dispose();
}
