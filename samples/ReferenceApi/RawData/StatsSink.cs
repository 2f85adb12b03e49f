using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace ReferenceApi.RawData;

/// <summary>Counts buildings and measures roads. Lengths are on the sphere of mean radius, within half a percent of the ellipsoid.</summary>
/// <param name="since">From when an object counts as recent, in seconds since 1970-01-01 UTC.</param>
public sealed class StatsSink(long since) : IFeatureSink
{
    private const double MeanRadius = 6_371_008.8;

    private readonly HashSet<long> _mappers = [];
    private long _buildings;
    private long _recentBuildings;
    private double _roads;
    private double _recentRoads;
    private long _last;

    public void Write(in OsmFeature feature)
    {
        var recent = feature.Info.Timestamp >= since;
        if (feature.Info.UserId != 0)
        {
            _mappers.Add(feature.Info.UserId);
        }

        _last = Math.Max(_last, feature.Info.Timestamp);
        if (feature.Geometry.Kind is GeometryKind.Polygon or GeometryKind.MultiPolygon && feature.Tags.TryGetValue("building"u8, out _))
        {
            _buildings++;
            _recentBuildings += recent ? 1 : 0;
        }
        else if (feature.Kind == OsmKind.Way)
        {
            // Relations would count the ways they are made of once more.
            var length = Length(feature.Geometry);
            _roads += length;
            _recentRoads += recent ? length : 0;
        }
    }

    /// <summary>Returns the counts in the shape of the reference.</summary>
    public object Answer() => new
    {
        summary = new
        {
            buildings = FormattableString.Invariant($"OpenStreetMap has {_buildings} buildings in this area, {_recentBuildings} of them written in the last six months."),
            roads = FormattableString.Invariant($"OpenStreetMap has {_roads / 1000:F1} km of roads in this area, {_recentRoads / 1000:F1} km of them written in the last six months."),
        },
        raw = new
        {
            population = (double?)null,
            populatedAreaKm2 = (double?)null,
            averageEditTime = (string?)null,
            lastEditTime = _last == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(_last).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            osmUsersCount = _mappers.Count == 0 ? (int?)null : _mappers.Count,
            osmBuildingCompletenessPercentage = (double?)null,
            osmRoadsCompletenessPercentage = (double?)null,
            osmBuildingsCount = _buildings,
            osmHighwayLengthKm = Math.Round(_roads / 1000, 3),
            aiBuildingsCountEstimation = (long?)null,
            aiRoadCountEstimationKm = (double?)null,
            buildingCount6Months = _recentBuildings,
            highwayLength6MonthsKm = Math.Round(_recentRoads / 1000, 3),
        },
        meta = new { indicators = "https://www.openstreetmap.org/copyright", metrics = "Counted from the imported OpenStreetMap data; lengths on the sphere." },
    };

    private static double Length(PackedGeometry geometry)
    {
        double sum = 0;
        for (var path = 0; path < geometry.PathEnds.Length; path++)
        {
            var places = geometry.Path(path);
            for (var i = 2; i + 1 < places.Length; i += 2)
            {
                sum += Distance(places[i - 2], places[i - 1], places[i], places[i + 1]);
            }
        }

        return sum;
    }

    // The haversine formula: exact on the sphere, also for points close together.
    private static double Distance(double longitude1, double latitude1, double longitude2, double latitude2)
    {
        var (half1, half2) = (double.DegreesToRadians(latitude2 - latitude1) / 2, double.DegreesToRadians(longitude2 - longitude1) / 2);
        var square = Math.Pow(Math.Sin(half1), 2) + (Math.Cos(double.DegreesToRadians(latitude1)) * Math.Cos(double.DegreesToRadians(latitude2)) * Math.Pow(Math.Sin(half2), 2));
        return 2 * MeanRadius * Math.Asin(Math.Min(1, Math.Sqrt(square)));
    }
}
