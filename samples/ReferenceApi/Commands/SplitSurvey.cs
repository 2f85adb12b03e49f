using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids.Balance;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Filters;

namespace ReferenceApi.Commands;

/// <summary>Reads what there is to map from an OSM file, or object by object.</summary>
internal static class SplitSurvey
{
    internal static async Task<WorkSurvey> ReadAsync(string path, AreaOfInterest area, CancellationToken cancellationToken)
    {
        var source = OsmFile.Open(path);
        var survey = new WorkSurvey();
        var options = new ExtractOptions { Tags = TagFilter.Parse("building or highway or waterway or railway or natural=coastline"), Area = new AreaFilter(area.Shape) };
        await ProgressBar.ShowAsync($"read {Path.GetFileName(path)}", progress =>
            Task.FromResult(Extractor.Run(source, options, new ObjectSink(item => Add(survey, item.Tags, item.Geometry)), progress, cancellationToken)));
        return survey;
    }

    internal static void Add(WorkSurvey survey, IReadOnlyDictionary<string, string> tags, Geometry shape)
    {
        if (tags.TryGetValue("building", out var building) && building != "no")
        {
            if (shape is Polygon or MultiPolygon)
            {
                survey.AddBuilding(shape);
            }
            else
            {
                var centre = shape.Centroid;
                survey.AddPoint(centre.X, centre.Y, survey.Model.PerBuilding);
            }
        }
        else if (shape is LineString or MultiLineString && (tags.ContainsKey("highway") || tags.ContainsKey("waterway") || tags.ContainsKey("railway") || tags.GetValueOrDefault("natural") == "coastline"))
        {
            if (tags.ContainsKey("highway"))
            {
                survey.AddRoad(shape);
            }

            survey.AddBorderLine(shape, Rank(tags));
        }
        else if (shape is Point point && tags.Count > 0)
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
