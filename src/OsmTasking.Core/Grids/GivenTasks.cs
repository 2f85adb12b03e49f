using System.Security.Cryptography;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Grids;

/// <summary>What to do with given tasks that overlap.</summary>
public enum OverlapPolicy
{
    /// <summary>Refuse them all, naming each overlap.</summary>
    Reject,

    /// <summary>Keep them as they are.</summary>
    Keep,

    /// <summary>The later task loses what an earlier one has.</summary>
    EarlierWins,
}

/// <summary>Takes the features of a GeoJSON document as tasks.</summary>
public static class GivenTasks
{
    /// <summary>Reads tasks.</summary>
    /// <param name="utf8">A FeatureCollection of Polygons and MultiPolygons; at most <see cref="TileGrid.MostCells"/>.</param>
    /// <param name="overlaps">What to do where they overlap by more than a hundred thousandth of the smaller one.</param>
    /// <param name="area">Tasks keep only what lies in this area; null to keep all.</param>
    /// <returns>Tasks, or none when there are faults; the key is the feature's id, else a hash of its normalised shape.</returns>
    public static GivenResult Read(ReadOnlyMemory<byte> utf8, OverlapPolicy overlaps = OverlapPolicy.Reject, AreaOfInterest? area = null)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 32 });
            var root = document.RootElement;
            if (GeoJsonGeometry.Type(root, string.Empty) != "FeatureCollection" || !GeoJsonGeometry.TryGet(root, "features", string.Empty, out var features))
            {
                throw new GeoJsonException("is not a FeatureCollection");
            }

            var tasks = new List<GridTask>();
            var faults = new List<AreaFinding>();
            foreach (var (feature, place) in GeoJsonGeometry.Items(features, "features").Take(TileGrid.MostCells))
            {
                Take(feature, place, area, tasks, faults);
            }

            Repeats(tasks, faults);
            Overlaps(tasks, overlaps, faults);
            return faults.Count > 0 && !faults.TrueForAll(fault => fault.Code is "Cut" or "Outside") ? new GivenResult([], faults) : new GivenResult([.. tasks.Where(task => !task.Shape.IsEmpty)], faults);
        }
        catch (Exception fault) when (fault is JsonException or GeoJsonException)
        {
            return new GivenResult([], [new AreaFinding("InvalidGeoJson", (fault as GeoJsonException)?.Path ?? string.Empty, fault is GeoJsonException ? fault.Message : "is not JSON")]);
        }
    }

    private static void Take(JsonElement feature, string place, AreaOfInterest? area, List<GridTask> tasks, List<AreaFinding> faults)
    {
        try
        {
            if (!GeoJsonGeometry.TryGet(feature, "geometry", place, out var geometry))
            {
                throw new GeoJsonException(place, "geometry is missing");
            }

            var shape = GeoJsonGeometry.ReadArea(geometry, $"{place}.geometry");
            if (!shape.IsValid || shape.IsEmpty)
            {
                throw new GeoJsonException($"{place}.geometry", "is not a valid shape: it crosses itself, or its rings overlap");
            }

            var key = GeoJsonGeometry.TryGet(feature, "id", place, out var id) && id.ValueKind is JsonValueKind.String or JsonValueKind.Number ? id.ToString() : Hash(shape);
            if (area is not null)
            {
                if (CellCut.Part(area.Shape, shape) is not { } inside)
                {
                    faults.Add(new AreaFinding("Outside", place, "lies outside the area and is left out"));
                    return;
                }

                shape = inside.Area < shape.Area * (1 - 1e-9) ? inside : shape;
            }

            tasks.Add(new GridTask(key, shape, IsWhole: true));
        }
        catch (GeoJsonException fault)
        {
            faults.Add(new AreaFinding("InvalidGeoJson", fault.Path, fault.Fault));
        }
    }

    private static void Repeats(List<GridTask> tasks, List<AreaFinding> faults) =>
        faults.AddRange(tasks.GroupBy(task => task.Key, StringComparer.Ordinal).Where(group => group.Count() > 1).Take(AreaResult.MostFindings)
            .Select(group => new AreaFinding("RepeatedKey", string.Empty, $"{group.Count()} features have the id {GeoJsonGeometry.Quote(group.Key)}")));

    private static void Overlaps(List<GridTask> tasks, OverlapPolicy policy, List<AreaFinding> faults)
    {
        if (policy == OverlapPolicy.Keep)
        {
            return;
        }

        var tree = new STRtree<int>();
        for (var index = 0; index < tasks.Count; index++)
        {
            tree.Insert(tasks[index].Shape.EnvelopeInternal, index);
        }

        for (var index = 0; index < tasks.Count; index++)
        {
            foreach (var earlier in tree.Query(tasks[index].Shape.EnvelopeInternal).Where(other => other < index).Order())
            {
                var (one, other) = (tasks[earlier].Shape, tasks[index].Shape);
                if (one.IsEmpty || other.IsEmpty || CellCut.Part(one, other) is not { } common || common.Area <= 1e-5 * Math.Min(one.Area, other.Area))
                {
                    continue;
                }

                if (faults.Count < AreaResult.MostFindings)
                {
                    faults.Add(new AreaFinding(policy == OverlapPolicy.Reject ? "Overlap" : "Cut", $"features[{index}]", $"overlaps features[{earlier}] by {SphericalArea.SquareMetres(common):F0} m²"));
                }

                if (policy == OverlapPolicy.EarlierWins)
                {
                    var rest = CellCut.Areal(OverlayNGRobust.Overlay(other, one, SpatialFunction.Difference));
                    tasks[index] = tasks[index] with { Shape = rest ?? GeoJsonGeometry.Factory.CreatePolygon(), IsWhole = false };
                }
            }
        }
    }

    private static string Hash(Geometry shape) => Convert.ToHexStringLower(SHA256.HashData(shape.Normalized().AsBinary()))[..16];
}

/// <summary>Tasks that were given, or why there are none.</summary>
/// <param name="Tasks">The tasks; none if something was wrong.</param>
/// <param name="Findings">What was wrong, or what was changed on the way.</param>
public sealed record GivenResult(IReadOnlyList<GridTask> Tasks, IReadOnlyList<AreaFinding> Findings);
