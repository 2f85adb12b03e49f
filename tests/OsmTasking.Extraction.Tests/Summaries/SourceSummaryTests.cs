using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Summaries;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Summaries;

public sealed class SourceSummaryTests
{
    // Read off `osmium fileinfo -e`.
    [Fact]
    public void Of_Liechtenstein_SaysWhatOsmiumSays()
    {
        var summary = SourceSummary.Of(OsmFile.Open(SharedData.PathOrSkip("data/liechtenstein.osm.pbf")));

        Assert.Equal((142_832, 15_247, 358), (summary.Nodes.Count, summary.Ways.Count, summary.Relations.Count));
        Assert.Equal((9.3977818, 46.7862853, 9.6714552, 47.525823), summary.Bounds);
        Assert.Equal((3_668_934_713, 362_621_137, 5_384_465), (summary.Nodes.LargestId, summary.Ways.LargestId, summary.Relations.LargestId));
        Assert.Equal((new DateTimeOffset(2007, 6, 19, 6, 25, 12, TimeSpan.Zero), new DateTimeOffset(2015, 7, 27, 17, 8, 14, TimeSpan.Zero)), (summary.FirstTimestamp, summary.LastTimestamp));
        Assert.True(summary.IsSorted);
        Assert.Equal((0, 0, 0, 0, 0), summary.Without);
    }

    [Theory]
    [InlineData("n1 x0 y0 v1\nn2 x0 y0 v1\nw1 Nn1 v1", null, 0)]
    [InlineData("n1 x0 y0 v1\nn1 x0 y0 v2\nn2 x0 y0 v1", null, 1)]
    [InlineData("n1 x0 y0 v1\nn1 x0 y0 v2\nn1 x0 y0 v1", "Node 1", 1)]
    [InlineData("n2 x0 y0 v1\nn1 x0 y0 v1\nn3 x0 y0 v1", "Node 1", 0)]
    [InlineData("n1 x0 y0 v1\nw1 Nn1 v1\nn2 x0 y0 v1", "Node 2", 0)]
    public void Order_IsFollowedWithinAndAcrossBlocks(string text, string? late, long further)
    {
        foreach (var linesPerBlock in (int[])[1, 2, 3])
        {
            if (linesPerBlock > 1 && text.Contains('w') && late is not null)
            {
                continue; // Within a block kinds are apart by themselves.
            }

            var summary = SourceSummary.Of(new OsmText(text, linesPerBlock));

            Assert.Equal((late, further), (summary.FirstOutOfOrder is { } found ? $"{found.Kind} {found.Id}" : null, summary.FurtherVersions));
        }
    }

    [Fact]
    public void Of_AnEmptySource_HasNoBounds()
    {
        var summary = SourceSummary.Of(new OsmText(""));

        Assert.Equal((0, null, null, true), (summary.Nodes.Count, summary.Bounds, summary.FirstTimestamp, summary.IsSorted));
    }

    [Fact]
    public void Of_WhatLacksMetadata_CountsIt()
    {
        var summary = SourceSummary.Of(new OsmText("n1 x1 y2 v1 c2 s3 i4 uada\nw1 Nn1 dD v1\nr1 "));

        Assert.Equal((1, 2, 2, 2, 2), summary.Without);
        Assert.Equal((1, 1, 1), (summary.Deleted, summary.ShortWays, summary.EmptyRelations));
        Assert.Equal(OsmKinds.All, OsmKinds.Nodes | OsmKinds.Ways | OsmKinds.Relations);
    }
}
