using System.Text.Json;
using System.Text.Unicode;

namespace OsmTasking.Core.Areas;

/// <summary>Reads areas of interest from GeoJSON.</summary>
internal static class AreaReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    internal static AreaResult Parse(ReadOnlyMemory<byte> utf8, AreaLimits limits)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            return new AreaResult.Refused([AreaChecks.Fault("NotJson", string.Empty, "is not UTF-8 text")]);
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            return Read(document.RootElement, limits);
        }
        catch (JsonException fault)
        {
            return new AreaResult.Refused([AreaChecks.Fault("NotJson", string.Empty, $"is not JSON, or nested more than {Options.MaxDepth} deep: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}")]);
        }
    }

    internal static AreaResult Read(JsonElement root, AreaLimits limits)
    {
        var checks = new AreaChecks(limits);
        Collect(root, string.Empty, checks, limits.Wrap ? 540 : 180);
        return checks.Decide();
    }

    private static void Collect(JsonElement element, string path, AreaChecks checks, double east)
    {
        try
        {
            switch (GeoJsonGeometry.Type(element, path))
            {
                case "FeatureCollection":
                    Each(element, path, "features", checks, east);
                    break;
                case "GeometryCollection":
                    Each(element, path, "geometries", checks, east);
                    break;
                case "Feature" when GeoJsonGeometry.TryGet(element, "geometry", path, out var geometry):
                    if (geometry.ValueKind != JsonValueKind.Null)
                    {
                        Collect(geometry, GeoJsonGeometry.Join(path, "geometry"), checks, east);
                    }

                    break;
                case "Feature":
                    throw new GeoJsonException(path, "geometry is missing");
                default:
                    checks.Add(GeoJsonGeometry.ReadArea(element, path, east), path);
                    break;
            }
        }
        catch (GeoJsonException fault)
        {
            // The next feature may have a fault of its own: people like to hear of all at once.
            checks.Refuse(AreaChecks.Fault("InvalidGeoJson", fault.Path, fault.Fault));
        }
    }

    private static void Each(JsonElement element, string path, string name, AreaChecks checks, double east)
    {
        var place = GeoJsonGeometry.Join(path, name);
        if (!GeoJsonGeometry.TryGet(element, name, path, out var list))
        {
            throw new GeoJsonException(place, "is missing");
        }

        foreach (var (item, itemPlace) in GeoJsonGeometry.Items(list, place))
        {
            Collect(item, itemPlace, checks, east);
        }
    }
}
