using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Grids.Balance;

/// <summary>What there is to map: footprints of buildings, ways and points, each with its minutes.</summary>
/// <remarks>Collected from an extract, a feature store or anything else. Not safe for several threads.</remarks>
/// <param name="model">Minutes for each kind of work; null for the defaults.</param>
public sealed class WorkSurvey(WorkModel? model = null)
{
    /// <summary>Ways count as points this far apart, in metres.</summary>
    private const double Stride = 25;

    private readonly List<(double Longitude, double Latitude, double Minutes)> _points = [];
    private readonly List<(Polygon Outline, double Minutes)> _footprints = [];
    private readonly List<(LineString Line, LineRank Rank)> _lines = [];

    /// <summary>Gets the minutes for each kind of work.</summary>
    public WorkModel Model { get; } = model ?? new WorkModel();

    /// <summary>Gets how many buildings there are.</summary>
    public int Buildings => _footprints.Count;

    internal IReadOnlyList<(double Longitude, double Latitude, double Minutes)> Points => _points;

    internal IReadOnlyList<(Polygon Outline, double Minutes)> Footprints => _footprints;

    /// <summary>Lines that borders of tasks had better follow.</summary>
    internal IReadOnlyList<(LineString Line, LineRank Rank)> Lines => _lines;

    /// <summary>Adds a building; no border of a task will cut it.</summary>
    /// <param name="outline">Polygon or MultiPolygon, EPSG:4326; of several parts each is one footprint. Other kinds are ignored.</param>
    public void AddBuilding(Geometry outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        for (var part = 0; part < outline.NumGeometries; part++)
        {
            if (outline.GetGeometryN(part) is Polygon { IsEmpty: false } polygon)
            {
                _footprints.Add((polygon, Model.PerBuilding / outline.NumGeometries));
            }
        }
    }

    /// <summary>Adds a way that has to be mapped or looked over.</summary>
    /// <param name="line">LineString or MultiLineString, EPSG:4326. Other kinds are ignored.</param>
    public void AddRoad(Geometry line)
    {
        ArgumentNullException.ThrowIfNull(line);
        for (var part = 0; part < line.NumGeometries && Model.PerRoadKilometre > 0; part++)
        {
            if (line.GetGeometryN(part) is LineString { IsEmpty: false } way)
            {
                Walk(way.CoordinateSequence);
            }
        }
    }

    /// <summary>Adds a line that borders of tasks had better follow: a road, river or railway.</summary>
    /// <param name="line">LineString or MultiLineString, EPSG:4326. Other kinds are ignored.</param>
    /// <param name="rank">How much it divides the land.</param>
    public void AddBorderLine(Geometry line, LineRank rank = LineRank.Street)
    {
        ArgumentNullException.ThrowIfNull(line);
        for (var part = 0; part < line.NumGeometries; part++)
        {
            if (line.GetGeometryN(part) is LineString { IsEmpty: false } way)
            {
                _lines.Add((way, rank));
            }
        }
    }

    /// <summary>Adds a point of work.</summary>
    /// <param name="longitude">Degrees.</param>
    /// <param name="latitude">Degrees.</param>
    /// <param name="minutes">0 or more; null for the model's minutes a node.</param>
    public void AddPoint(double longitude, double latitude, double? minutes = null) => _points.Add((longitude, latitude, minutes ?? Model.PerNode));

    private void Walk(CoordinateSequence places)
    {
        for (var index = 1; index < places.Count; index++)
        {
            var (x1, y1, x2, y2) = (places.GetX(index - 1), places.GetY(index - 1), places.GetX(index), places.GetY(index));
            var metres = Frame.MetresPerDegree * Math.Sqrt(Math.Pow((x2 - x1) * Math.Cos(y1 * Math.PI / 180), 2) + Math.Pow(y2 - y1, 2));
            var steps = Math.Max(1, (int)Math.Ceiling(metres / Stride));
            for (var step = 0; step < steps; step++)
            {
                var share = (step + 0.5) / steps;
                _points.Add((x1 + (share * (x2 - x1)), y1 + (share * (y2 - y1)), Model.PerRoadKilometre * metres / 1000 / steps));
            }
        }
    }
}

/// <summary>How much a line divides the land on its sides.</summary>
public enum LineRank
{
    /// <summary>Hardly: tracks, paths, service ways, ditches.</summary>
    Path,

    /// <summary>Streets that people live on, and streams.</summary>
    Street,

    /// <summary>Main roads, rivers and railways: people cross them rarely.</summary>
    Major,
}
