using System.Text.Json;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids.Balance;
using OsmTasking.TestKit;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>How good balanced splits of a real place are: the test area of a peer, which reaches 1.91 and cuts 19 % of the buildings there.</summary>
public class BalanceOfRealPlacesTests
{
    [Theory]
    [InlineData(10, 67, 1.10, 0.64)]
    [InlineData(5, 133, 1.21, 0.60)]
    public void Kathmandu_IsSplitEvenly_AndNoBuildingIsCut(int each, int tasks, double maxToMean, double compactness)
    {
        var (area, survey) = Kathmandu();

        var split = BalancedSplit.Split(area, survey, new BalanceOptions { TargetMinutes = each });

        Assert.Equal((tasks, 0, 0), (split.Quality.Tasks, split.Quality.FootprintsCut, split.Quality.TasksInSeveralPieces));
        Assert.InRange(split.Quality.MaxToMean, 1, maxToMean);
        Assert.InRange(split.Quality.MeanCompactness, compactness, 1);
        Assert.Equal(1, split.Quality.CoveredShare, 9);
        Assert.All(split.Tasks, task => Assert.True(task.Shape.IsValid));
    }

    [Fact]
    public void Kathmandu_AlongItsFewLines_KeepsItsPromises()
    {
        var (area, survey) = Kathmandu();

        var split = BalancedSplit.Split(area, survey, new BalanceOptions { TargetMinutes = 10, FollowLines = true });

        Assert.Equal((67, 0, 0), (split.Quality.Tasks, split.Quality.FootprintsCut, split.Quality.TasksInSeveralPieces));
        Assert.InRange(split.Quality.MaxToMean, 1, 1.25);
        Assert.Equal(1, split.Quality.CoveredShare, 9);
    }

    private static (AreaOfInterest Area, WorkSurvey Survey) Kathmandu()
    {
        var area = AreaOfInterest.Parse(File.ReadAllBytes(SharedData.PathOrSkip("data/kathmandu.geojson"))).OrThrow();
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOrSkip("data/kathmandu_extract.geojson")));
        var survey = new WorkSurvey(WorkModel.Buildings);
        foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
        {
            var geometry = feature.GetProperty("geometry");
            if (geometry.GetProperty("type").GetString() == "LineString")
            {
                survey.AddBorderLine(GeoJsonGeometry.Factory.CreateLineString([.. geometry.GetProperty("coordinates").EnumerateArray().Select(place => new Coordinate(place[0].GetDouble(), place[1].GetDouble()))]));
            }
            else if (feature.GetProperty("properties").GetProperty("tags").TryGetProperty("building", out _))
            {
                survey.AddBuilding(GeoJsonGeometry.ReadArea(geometry));
            }
        }

        return (area, survey);
    }
}
