using System.Text;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Xml;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Xml;

public sealed class OsmXmlWriterTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void Write_AnyObjects_ReadBackAreEqual() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var source = new RandomOsm(seed);
        foreach (var name in new[] { "a.osm", "a.osm.gz" })
        {
            Copy(source, _folder[name]);
            Assert.Equal(OsmDump.Of(source).Select(WithoutWhatXmlCannotHold), OsmDump.Of(OsmFile.Open(_folder[name])));
        }

        _ = XDocument.Load(_folder["a.osm"]); // Well-formed for other readers too.
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_CharactersXmlCannotHold_AreReplacedAndCounted()
    {
        var block = new OsmBlock();
        var tags = block.AddTags([new OsmTag(block.AddString("a\u0001b\uffff\uef00"u8), block.AddString([(byte)'x', 0xff, 0xc3, (byte)'y', 0xed, 0xa0, 0x80]))]);
        block.Add(new OsmWay(1, default, tags, new OsmInfo(1, 0, 0, 0, 0, true)));
        using var stream = new MemoryStream();
        using var writer = new OsmXmlWriter(stream);

        writer.Write(block);
        writer.Dispose();

        Assert.Contains("k=\"a\ufffdb\ufffd\uef00\" v=\"x\ufffd\ufffdy\ufffd\ufffd\ufffd\"", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
        Assert.Equal(7, writer.ReplacedCharacters);
    }

    [Fact]
    public void Write_ATimeBeyondTheCalendar_NamesTheObjectAndLeavesTheDocumentUnended()
    {
        var block = new OsmBlock();
        block.Add(new OsmWay(17, default, default, new OsmInfo(1, long.MaxValue, 0, 0, 0, true)));
        using var stream = new MemoryStream();
        using var writer = new OsmXmlWriter(stream);

        Assert.StartsWith("way 17: ", Assert.Throws<OsmFormatException>(() => writer.Write(block)).Message, StringComparison.Ordinal);
        writer.Dispose();

        Assert.DoesNotContain("</osm>", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1, "-0.0000001")]
    [InlineData(10, "0.000001")]
    [InlineData(1_234_567_890, "123.456789")]
    [InlineData(-1_800_000_000, "-180")]
    public void Write_Degrees_HaveNoZerosAtTheirEnd(int longitude, string expected)
    {
        var block = new OsmBlock();
        block.Add(new OsmNode(1, longitude, 0, default, new OsmInfo(0, 0, 0, 0, 0, true)));
        using var stream = new MemoryStream();
        using (var writer = new OsmXmlWriter(stream))
        {
            writer.Write(block);
        }

        Assert.Contains($"<node id=\"1\" lat=\"0\" lon=\"{expected}\"/>", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Header_IsReadBack()
    {
        using (var target = OsmFile.Create(_folder["a.osm"], new() { WritingProgram = "a \"program\"", Bounds = (-180, -1.5, 7.1234567, 90) }))
        {
        }

        var header = new OsmXmlFile(_folder["a.osm"]).ReadHeader();

        Assert.Equal(("a \"program\"", (-180, -1.5, 7.1234567, 90)), (header.WritingProgram, header.Bounds!.Value));
    }

    [Theory]
    [InlineData("data/liechtenstein.osm.pbf", "copy.osm")]
    [InlineData("data/liechtenstein.osm.pbf", "copy.osm.gz")]
    public void Write_ACountry_IsForOsmiumWhatItWas(string file, string name)
    {
        var path = SharedData.PathOrSkip(file);
        Copy(OsmFile.Open(path), _folder[name]);

        Osmium.AssertSame(Osmium.Opl(path), Osmium.Opl(_folder[name]));
        Assert.Contains("OsmTasking", Osmium.Run("fileinfo", _folder[name]), StringComparison.Ordinal);
    }

    internal static void Copy(IOsmSource source, string path, OsmHeader? header = null)
    {
        using var target = OsmFile.Create(path, header);
        source.Read(OsmKinds.All, target.Write);
    }

    internal static string WithoutWhatXmlCannotHold(string text) =>
        new([.. text.Select(character => character is (< ' ' and not ('\t' or '\n' or '\r')) or '\ufffe' or '\uffff' ? '\ufffd' : character)]);

    public void Dispose() => _folder.Dispose();
}
