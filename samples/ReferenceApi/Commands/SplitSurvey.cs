using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids.Balance;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Filters;

namespace ReferenceApi.Commands;

/// <summary>Reads what there is to map from an OSM file.</summary>
internal static class SplitSurvey
{
    internal static async Task<WorkSurvey> ReadAsync(string path, AreaOfInterest area, CancellationToken cancellationToken)
    {
        var source = OsmFile.Open(path);
        var survey = new WorkSurvey();
        var options = new ExtractOptions { Tags = TagFilter.Parse("building or highway or waterway or railway or natural=coastline"), Area = new AreaFilter(area.Shape) };
        await ProgressBar.ShowAsync($"read {Path.GetFileName(path)}", progress =>
            Task.FromResult(Extractor.Run(source, options, new ObjectSink(item => Add(survey, item)), progress, cancellationToken)));
        return survey;
    }

    private static void Add(WorkSurvey survey, ExtractedObject item)
    {
        if (item.Tags.TryGetValue("building", out var building) && building != "no")
        {
            if (item.Geometry is Polygon or MultiPolygon)
            {
                survey.AddBuilding(item.Geometry);
            }
            else
            {
                var centre = item.Geometry.Centroid;
                survey.AddPoint(centre.X, centre.Y, survey.Model.PerBuilding);
            }
        }
        else if (item.Geometry is LineString or MultiLineString)
        {
            if (item.Tags.ContainsKey("highway"))
            {
                survey.AddRoad(item.Geometry);
            }

            survey.AddBorderLine(item.Geometry, Rank(item.Tags));
        }
        else if (item.Geometry is Point point)
        {
            survey.AddPoint(point.X, point.Y);
        }
    }

    private static LineRank Rank(IReadOnlyDictionary<string, string> tags) => tags.GetValueOrDefault("highway") switch
    {
        "motorway" or "trunk" or "primary" or "secondary" => LineRank.Major,
        "tertiary" or "unclassified" or "residential" or "living_street" or "pedestrian" => LineRank.Street,
        not null => LineRank.Path,
        null when tags.GetValueOrDefault("waterway") is { } water => water is "river" or "canal" ? LineRank.Major : water == "stream" ? LineRank.Street : LineRank.Path,
        null => LineRank.Major, // Railways and coasts.
    };
}
