using NetTopologySuite.Geometries;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction;

/// <summary>What to extract. Objects without tags are never features of their own.</summary>
public sealed record ExtractOptions
{
    /// <summary>Gets which tags an object must have; null for any.</summary>
    public TagFilter? Tags { get; init; }

    /// <summary>Gets where an object must lie; null for anywhere.</summary>
    public AreaFilter? Area { get; init; }

    /// <summary>Gets which closed ways are areas.</summary>
    public AreaRules Areas { get; init; } = AreaRules.Default;

    /// <summary>Gets what is told of every object that could not become a geometry, or not a whole one.</summary>
    public Action<GeometryProblem>? OnProblem { get; init; }
}

/// <summary>How far an extraction has come.</summary>
/// <param name="Pass">Which reading of the source, from 1.</param>
/// <param name="Passes">How many readings there are.</param>
/// <param name="Bytes">Bytes read in this pass.</param>
/// <param name="Length">Bytes of the source, if known.</param>
/// <param name="Objects">Objects handled so far.</param>
public sealed record ExtractProgress(int Pass, int Passes, long Bytes, long? Length, long Objects);

/// <summary>What came of an extraction.</summary>
public sealed class ExtractSummary
{
    private readonly SortedDictionary<ProblemReason, long> _problems = [];

    /// <summary>Gets the number of objects read.</summary>
    public long Objects { get; internal set; }

    /// <summary>Gets the number of point features.</summary>
    public long Points { get; private set; }

    /// <summary>Gets the number of line features.</summary>
    public long Lines { get; private set; }

    /// <summary>Gets the number of area features.</summary>
    public long Polygons { get; private set; }

    /// <summary>Gets the number of features that are collections of different kinds.</summary>
    public long Collections { get; private set; }

    /// <summary>Gets the number of features.</summary>
    public long Features => Points + Lines + Polygons + Collections;

    /// <summary>Gets how many objects had each problem.</summary>
    public IReadOnlyDictionary<ProblemReason, long> Problems => _problems;

    internal void Count(Geometry shape)
    {
        switch (shape)
        {
            case Point or MultiPoint:
                Points++;
                break;
            case LineString or MultiLineString:
                Lines++;
                break;
            case Polygon or MultiPolygon:
                Polygons++;
                break;
            default:
                Collections++;
                break;
        }
    }

    internal void Count(GeometryProblem problem) => _problems[problem.Reason] = _problems.GetValueOrDefault(problem.Reason) + 1;
}
