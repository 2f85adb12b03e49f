using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Tests;

public sealed class ExtractorTests
{
    private const string Town = """
        n1 x0 y0 Tamenity=bench
        n2 x1 y0
        n3 x1 y1
        n4 x0 y1
        w1 Nn1,n2 Thighway=path
        w2 Nn1,n2,n3,n4,n1 Tbuilding=yes
        w3 Nn1,n2,n3
        w4 Nn3,n4,n1
        r1 Mw3@outer,w4@outer Ttype=multipolygon,landuse=grass
        r2 Mw1@,n3@stop Ttype=route,route=bus
        r3 Mw1@ Ttype=route
        """;

    [Fact]
    public void Run_Town_GivesTaggedObjectsInOrder()
    {
        var extracted = Extracted.From(Town);

        Assert.Equal("n1 w1 w2 r1 r2", extracted.Ids);
        Assert.Equal(["Point", "LineString", "Polygon", "Polygon", "GeometryCollection"], extracted.Objects.Select(item => item.Geometry.GeometryType));
        Assert.Empty(extracted.Problems);
        Assert.Equal(5, extracted.Summary.TotalRows);
        Assert.Equal(2, extracted.Summary.Geometries[GeometryKind.Polygon]);
        Assert.Equal(2, extracted.Summary.Rows[OsmKind.Relation]);
    }

    [Fact]
    public void Run_UntaggedToo_GivesEverything() =>
        Assert.Equal("n1 n2 n3 n4 w1 w2 w3 w4 r1 r2 r3", Extracted.From(Town, new() { Untagged = true }).Ids);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void Run_SourceInReverseOrder_GivesTheSameObjects(int linesPerBlock)
    {
        var reversed = string.Join('\n', Town.Split('\n').Reverse());

        var extracted = Extracted.From(new OsmText(reversed, linesPerBlock));

        Assert.Equal(Extracted.From(Town).Objects.Select(Text).Order(), extracted.Objects.Select(Text).Order());
        Assert.Empty(extracted.Problems);

        static string Text(ExtractedObject item) => $"{item.Kind} {item.Id} {item.Geometry}";
    }

    [Theory]
    [InlineData("building", "w2")]
    [InlineData("landuse", "r1")]
    [InlineData("line:highway or collection:route", "w1 r2")]
    [InlineData("polygon:!building", "r1")]
    [InlineData("amenity", "n1")]
    public void Run_WithTagFilter_FindsMembersThatDoNotPassThemselves(string filter, string ids) =>
        Assert.Equal(ids, Extracted.From(Town, new() { Tags = TagFilter.Parse(filter) }).Ids);

    [Theory]
    [InlineData(OsmKinds.Nodes, "n1")]
    [InlineData(OsmKinds.Ways, "w1 w2")]
    [InlineData(OsmKinds.Relations, "r1 r2")]
    [InlineData(OsmKinds.None, "")]
    public void Run_SomeKinds_GivesThose(OsmKinds kinds, string ids) => Assert.Equal(ids, Extracted.From(Town, new() { Kinds = kinds }).Ids);

    [Theory]
    [InlineData("w1 Nn1,n9 Thighway=x", "way/1: node 9 is not in the source")]
    [InlineData("w1 Nn1,n1 Thighway=x", "way/1: too few positions for a geometry at 0.0000000, 0.0000000")]
    [InlineData("w1 N Thighway=x", "way/1: too few positions for a geometry")]
    [InlineData("w1 Nn1,n3,n2,n4,n1 Tbuilding=x", "way/1: lines cross or overlap at 0.5000000, 0.5000000")]
    [InlineData("n5 x0.5 y0\nw1 Nn1,n2,n3,n5,n4,n1 Tbuilding=x", "way/1: lines cross or overlap at 0.5000000, 0.0000000")]
    [InlineData("w1 Nn1,n2,n1,n2,n1 Tbuilding=x", "way/1: the lines enclose nothing at 0.0000000, 0.0000000")]
    [InlineData("w1 Nn1,n2,n3\nr1 Mw1@ Ttype=multipolygon,a=b", "relation/1: a ring does not close at 0.0000000, 0.0000000")]
    [InlineData("r1 Mw7@ Ttype=multipolygon,a=b", "relation/1: member 7 is not in the source, or not all of it")]
    [InlineData("r1 Mw7@ Ttype=route,a=b", "relation/1: member 7 is not in the source, or not all of it")]
    [InlineData("r1 Mr7@ Ttype=superroute,a=b", "relation/1: too few positions for a geometry")]
    [InlineData("r1 Mn1@ Ttype=multipolygon,a=b", "relation/1: too few positions for a geometry")]
    [InlineData("n9 x190 y0 Ta=b", "node/9: a location off the globe at 190.0000000, 0.0000000")]
    [InlineData("n9 x190 y0\nw1 Nn1,n9 Thighway=x", "way/1: a location off the globe")]
    public void Run_ObjectWithoutGeometry_IsReportedAndCounted(string text, string problem)
    {
        var extracted = Extracted.From($"n1 x0 y0\nn2 x1 y0\nn3 x1 y1\nn4 x0 y1\n{text}");

        Assert.Empty(extracted.Objects);
        Assert.Equal(problem, Assert.Single(extracted.Problems).ToString());
        Assert.Equal(1, extracted.Summary.Problems[extracted.Problems[0].Reason]);
        Assert.True(extracted.Problems[0].Dropped);
    }

    [Fact]
    public void Run_RouteWithoutSomeMembers_IsWrittenAndReported()
    {
        var extracted = Extracted.From("n1 x0 y0\nn2 x1 y0\nw1 Nn1,n2\nr1 Mw1@,w2@ Ttype=route,ref=1");

        Assert.Equal("MULTILINESTRING ((0 0, 1 0))", Assert.Single(extracted.Objects).Geometry.ToString());
        Assert.Equal(new(OsmKind.Relation, 1, ProblemReason.MissingMember, null, null, 2, Dropped: false), Assert.Single(extracted.Problems));
    }

    [Fact]
    public void Run_DeletedVersions_AreLeftOut() => Assert.Equal("n2", Extracted.From("n1 x0 y0 dD Ta=b\nn2 x0 y0 Ta=b\nw1 Nn2 dD Ta=b\nr1 Mn2@ dD Ta=b").Ids);

    [Fact]
    public void Run_Progress_TellsPassAndRows()
    {
        var reports = new List<ExtractProgress>();

        Extractor.Run(new OsmText(Town), new(), new ObjectSink(_ => { }), new Collect(reports.Add));

        Assert.Equal([1, 2, 3], reports.Select(report => report.Pass).Distinct());
        Assert.All(reports, report => Assert.Equal(3, report.Passes));
        Assert.Equal(5, reports[^1].Rows);
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using var cancel = new CancellationTokenSource();
        var rows = 0;

        Assert.Throws<OperationCanceledException>(() => Extractor.Run(new OsmText(Town, 1), new(), new ObjectSink(_ =>
        {
            rows++;
            cancel.Cancel();
        }), null, cancel.Token));
        Assert.Equal(1, rows);
    }

    [Fact]
    public void Read_Town_GivesWhatRunGives() =>
        Assert.Equal(Extracted.From(Town).Objects.Select(item => item.Id), Extractor.Read(new OsmText(Town), new()).Select(item => item.Id));

    [Fact]
    public void Read_LeftEarly_StopsTheReading()
    {
        var source = new Counting(string.Join('\n', Enumerable.Range(1, 100_000).Select(i => $"n{i} x0 y0 Ta=b")));

        Assert.Equal([1L, 2L, 3L], Extractor.Read(source, new()).Take(3).Select(item => item.Id));

        // A queue's worth may have been read ahead, not the whole source; and nothing reads on behind our back.
        Assert.InRange(source.Blocks, 1, 1000);
    }

    [Fact]
    public void Read_SourceThatFails_ThrowsWhatItThrew() =>
        Assert.Throws<OsmFormatException>(() => Extractor.Read(new Failing(), new()).ToList());

    [Fact]
    public void Read_Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => Extractor.Read(new OsmText(Town), new(), cancel.Token).ToList().Concat(After()).ToList());

        IEnumerable<ExtractedObject> After()
        {
            cancel.Cancel();
            return Extractor.Read(new OsmText(Town), new(), cancel.Token);
        }
    }

    private sealed class Counting(string text) : IOsmSource
    {
        private readonly OsmText _inner = new(text, 10);

        internal int Blocks { get; private set; }

        public long? LengthInBytes => null;

        public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
            _inner.Read(
                kinds,
                block =>
                {
                    Blocks++;
                    visit(block);
                },
                progress,
                cancellationToken);
    }

    private sealed class Failing : IOsmSource
    {
        public long? LengthInBytes => null;

        public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
            throw new OsmFormatException("byte 7");
    }

    private sealed class Collect(Action<ExtractProgress> take) : IProgress<ExtractProgress>
    {
        public void Report(ExtractProgress value) => take(value);
    }
}
