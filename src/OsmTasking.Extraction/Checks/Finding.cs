using System.Globalization;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Checks;

/// <summary>An object by its kind and id.</summary>
public readonly record struct OsmObjectId(OsmKind Kind, long Id)
{
    /// <summary>Says it as OSM does: way/12.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{OsmFeature.KindName(Kind)}/{Id}");
}

/// <summary>One fault that a check has found.</summary>
/// <param name="Check">The check.</param>
/// <param name="Object">The object at fault; of two, the one with the lower id.</param>
/// <param name="Longitude">Longitude of the place in degrees, EPSG:4326.</param>
/// <param name="Latitude">Latitude of the place in degrees, EPSG:4326.</param>
/// <param name="Detail">What to look at, in a sentence for a mapper.</param>
public sealed record Finding(CheckKind Check, OsmObjectId Object, double Longitude, double Latitude, string Detail)
{
    /// <summary>Gets the other object, where two are at fault together.</summary>
    public OsmObjectId? Other { get; init; }

    /// <summary>
    /// Gets what names this fault in every run, whatever else is found and wherever in the objects it is: the check and the objects. Letters, digits and
    /// hyphens.
    /// </summary>
    public string Key
    {
        get
        {
            var first = string.Create(CultureInfo.InvariantCulture, $"{Check.Name()}-{OsmFeature.KindName(Object.Kind)}-{Object.Id}");
            return Other is { } other ? string.Create(CultureInfo.InvariantCulture, $"{first}-{OsmFeature.KindName(other.Kind)}-{other.Id}") : first;
        }
    }
}
