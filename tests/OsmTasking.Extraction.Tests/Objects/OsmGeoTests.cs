using FsCheck;
using FsCheck.Fluent;
using OsmSharp;
using OsmSharp.Streams;
using OsmSharp.Tags;
using OsmTasking.Extraction.Objects;
using OsmTasking.Extraction.Tests.Xml;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Objects;

public sealed class OsmGeoTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static List<OsmGeo> Hostile =>
    [
        new Node { Id = -5, Latitude = -90, Longitude = 180, Tags = new TagsCollection(new Tag("", ""), new Tag("a=b", "\u0001<&\"漢😀"), new Tag("null", null)) },
        new Node { Id = long.MinValue, Visible = false },
        new Way { Id = 7 },
        new Way { Id = 8, Nodes = [1, -2, long.MaxValue], Version = int.MaxValue, UserName = "ada", TimeStamp = new DateTime(2026, 11, 21, 8, 15, 0, DateTimeKind.Unspecified) },
        new Relation { Id = 9 },
        new Relation { Id = 1, Members = [new RelationMember(-5, null, OsmGeoType.Node), new RelationMember(1, "\t", OsmGeoType.Relation)], ChangeSetId = 3, UserId = 4, Visible = true },
        new Node { Id = 1, Latitude = 0, Longitude = 0 },
    ];

    private static readonly string[] HostileDump =
    [
        "n-5 x1800000000 y-900000000 v0 t0 c0 i0 u V T=,a=b=\u0001<&\"漢😀,null=",
        "n-9223372036854775808 x0 y0 v0 t0 c0 i0 u D T",
        "w7 N v0 t0 c0 i0 u V T",
        "w8 N1,-2,9223372036854775807 v2147483647 t1795248900 c0 i0 uada V T",
        "r9 M v0 t0 c0 i0 u V T",
        "r1 MNode:-5:,Relation:1:\t v0 t0 c3 i4 u V T",
        "n1 x0 y0 v0 t0 c0 i0 u V T",
    ];

    [Fact]
    public void ToOsmSource_HostileObjects_KeepsOrderAndEverything() => Assert.Equal(HostileDump, OsmDump.Of(Hostile.ToOsmSource()));

    [Fact]
    public void Target_FromAStream_WritesWhatIsReadBack()
    {
        var target = new OsmGeoTarget(_folder["a.osm.pbf"], new() { WritingProgram = "a test" });
        target.RegisterSource(Hostile.Take(6));
        target.Pull();

        Assert.Equal(HostileDump[..6], OsmDump.Of(OsmFile.Open(_folder["a.osm.pbf"])));
        Assert.Equal(HostileDump[..6], OsmDump.Of(OsmFile.Open(_folder["a.osm.pbf"]).ToOsmGeo().ToOsmSource()));
    }

    [Fact]
    public void ToOsmGeo_WhatWasMissing_IsNull()
    {
        var read = Hostile.ToOsmSource().ToOsmGeo().ToList();

        var way = Assert.IsType<Way>(read[2]);
        Assert.Equal((null, null, null, null, null, null), (way.Version, way.ChangeSetId, way.UserId, way.UserName, way.TimeStamp, way.Visible));
        Assert.Empty(way.Tags);
        Assert.Empty(way.Nodes);
        var node = Assert.IsType<Node>(read[1]);
        Assert.Equal((null, null, false), (node.Latitude, node.Longitude, node.Visible));
        Assert.Equal(new DateTime(2026, 11, 21, 8, 15, 0, DateTimeKind.Utc), read[3].TimeStamp);
        Assert.Equal(DateTimeKind.Utc, read[3].TimeStamp!.Value.Kind);
    }

    [Fact]
    public void ToOsmGeo_AnyObjects_AreTheSameInBothDirections() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var source = new RandomOsm(seed, plain: true);
        var once = source.ToOsmGeo().ToOsmSource();

        Assert.Equal(OsmDump.Of(source).Count, OsmDump.Of(once).Count);
        Assert.Equal(OsmDump.Of(once), OsmDump.Of(once.ToOsmStream().ToOsmSource()));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Streams_OfOsmSharp_ReadWhatWeWriteAndWriteWhatWeRead()
    {
        var source = new RandomOsm(4, sorted: true, deleted: false, plain: true);
        OsmXmlWriterTests.Copy(source, _folder["a.osm"]);
        using (var theirs = new XmlOsmStreamSource(File.OpenRead(_folder["a.osm"])))
        {
            Assert.Equal(OsmDump.Of(source.ToOsmGeo().ToOsmSource()), OsmDump.Of(theirs.ToOsmSource()));
        }

        using (var stream = File.Create(_folder["b.osm"]))
        {
            using var target = new XmlOsmStreamTarget(stream);
            target.RegisterSource(source.ToOsmStream());
            target.Pull();
        }

        Assert.Equal(OsmDump.Of(source.ToOsmGeo().ToOsmSource()), OsmDump.Of(OsmFile.Open(_folder["b.osm"])));
    }

    [Fact]
    public void ToOsmStream_Filtered_GivesTheKindsThatAreLeft()
    {
        using var stream = Hostile.ToOsmSource().ToOsmStream();

        Assert.Equal([7, 8], stream.EnumerateAndIgore(true, false, true).Select(item => item.Id));
        stream.Reset();
        Assert.Equal([9, 1], stream.EnumerateAndIgore(true, true, false).Select(item => item.Id));
    }

    [Fact]
    public void Source_OfAStream_CanBeReadAgain()
    {
        var source = Hostile.ToOsmSource().ToOsmStream().ToOsmSource();

        Assert.Equal(HostileDump, OsmDump.Of(source));
        Assert.Equal(HostileDump, OsmDump.Of(source));
    }

    [Fact]
    public void ToOsmGeo_LeftEarly_StopsReading()
    {
        var source = OsmFile.Open(SharedData.PathOrSkip("data/liechtenstein.osm.pbf"));
        for (var round = 0; round < 20; round++)
        {
            Assert.Equal(round, source.ToOsmGeo().Take(round).Count());
        }
    }

    [Fact]
    public void ToOsmGeo_OfACountry_IsTheCountry()
    {
        var source = OsmFile.Open(SharedData.PathOrSkip("data/liechtenstein.osm.pbf"));

        Assert.True(OsmDump.Of(source).SequenceEqual(OsmDump.Of(source.ToOsmGeo().ToOsmSource())));
    }

    [Fact]
    public void ToOsmGeo_OfAFaultyFile_GivesWhatIsBeforeTheFaultAndThrows()
    {
        var objects = string.Concat(Enumerable.Range(1, 9000).Select(id => $"<node id='{id}' lat='1' lon='1'/>"));
        var source = OsmFile.Open(_folder.Write("a.osm", $"<osm version='0.6'>{objects}<node id='x'/></osm>"));
        var read = 0;

        var fault = Assert.Throws<OsmFormatException>(() =>
        {
            foreach (var item in source.ToOsmGeo())
            {
                read++;
            }
        });

        Assert.Contains("id='x'", fault.Message, StringComparison.Ordinal);
        Assert.Equal(8000, read);
    }

    [Fact]
    public void ToOsmSource_ObjectsThatLackSomething_AreNamed()
    {
        void Refused(string message, OsmGeo? item) =>
            Assert.Contains(message, Assert.Throws<OsmFormatException>(() => OsmDump.Of(new OsmGeo[] { item! }.ToOsmSource())).Message, StringComparison.Ordinal);

        Refused("null", null);
        Refused("a way has no id", new Way());
        Refused("node 5 has no location", new Node { Id = 5, Latitude = 1 });
        Refused("node 5 lies off the globe", new Node { Id = 5, Latitude = double.NaN, Longitude = 1 });
        Refused("node 5 lies off the globe", new Node { Id = 5, Latitude = 1, Longitude = 180.1 });
        Refused("way 6: a version of -1", new Way { Id = 6, Version = -1 });
        Refused("relation 7 has a member", new Relation { Id = 7, Members = [new RelationMember(1, "", (OsmGeoType)9)] });
    }

    public void Dispose() => _folder.Dispose();
}
