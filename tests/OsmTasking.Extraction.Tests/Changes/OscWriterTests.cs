using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Changes;
using OsmTasking.Extraction.Tests.Xml;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Changes;

public sealed class OscWriterTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void Write_AnyChanges_ReadBackAreEqual() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var expected = new List<string>();
        using (var stream = File.Create(_folder["a.osc"]))
        using (var writer = new OscWriter(stream))
        {
            var random = new Random(seed);
            new RandomOsm(seed).Read(OsmKinds.All, block =>
            {
                var action = (ChangeAction)random.Next(3);
                expected.AddRange(OsmDump.Of(block).Select(line => $"{action} {(action == ChangeAction.Delete ? line.Replace(" V T", " D T", StringComparison.Ordinal) : line)}"));
                writer.Write(action, block);
            });
        }

        Assert.Equal(expected.Select(OsmXmlWriterTests.WithoutWhatXmlCannotHold), OsmDump.Of(OscFile.Open(_folder["a.osc"])));
        _ = XDocument.Load(_folder["a.osc"]);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_ACountry_IsForOsmiumWhatItWas()
    {
        var path = SharedData.PathOrSkip("data/liechtenstein.osm.pbf");
        var number = 0;
        using (var stream = File.Create(_folder["a.osc"]))
        using (var writer = new OscWriter(stream))
        {
            OsmFile.Open(path).Read(OsmKinds.All, block => writer.Write((ChangeAction)(number++ % 3), block));
        }

        var changed = Osmium.Opl(_folder["a.osc"]);

        Osmium.AssertSame(Osmium.Opl(path), [.. changed.Select(line => line.Replace(" dD ", " dV ", StringComparison.Ordinal))]);
        Assert.Contains(changed, line => line.Contains(" dD ", StringComparison.Ordinal));
        Assert.Contains(changed, line => line.Contains(" dV ", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}
