using System.Text;

namespace OsmTasking.Extraction.Geometries;

/// <summary>Which closed ways are areas.</summary>
/// <remarks>
/// <c>area=yes</c> and <c>area=no</c> decide. Otherwise a closed way is an area if it has a key of <see cref="Keys"/> whose
/// value is not among that key's exceptions: values that the OpenStreetMap wiki describes as lines.
/// </remarks>
/// <param name="keys">Keys that make an area, each with the values that do not.</param>
public sealed class AreaRules(IEnumerable<(string Key, string[] Exceptions)> keys)
{
    private readonly (byte[] Key, byte[][] Exceptions)[] _keys =
        [.. keys.Select(rule => (Encoding.UTF8.GetBytes(rule.Key), rule.Exceptions.Select(Encoding.UTF8.GetBytes).ToArray()))];

    /// <summary>Gets the keys of <see cref="Default"/>.</summary>
    public static IReadOnlyList<(string Key, string[] Exceptions)> Keys { get; } =
    [
        ("aeroway", ["taxiway", "runway", "parking_position", "jet_bridge"]),
        ("amenity", ["bench", "weighbridge"]),
        ("area:highway", []),
        ("attraction", ["dark_ride", "river_rafting", "summer_toboggan", "train", "water_slide"]),
        ("boundary", []),
        ("building", ["no"]),
        ("building:part", ["no"]),
        ("craft", []),
        ("emergency", ["designated", "destination", "no", "official", "private", "yes"]),
        ("golf", ["cartpath", "hole", "path"]),
        ("healthcare", []),
        ("historic", ["citywalls"]),
        ("indoor", ["corridor", "wall"]),
        ("industrial", []),
        ("landuse", []),
        ("leisure", ["slipway", "track"]),
        ("man_made", ["breakwater", "cutline", "dyke", "embankment", "groyne", "gas_pipeline", "pipeline", "goods_conveyor"]),
        ("military", ["trench"]),
        ("natural", ["arete", "bay", "cliff", "coastline", "earth_bank", "gully", "ridge", "strait", "tree_row", "valley"]),
        ("office", []),
        ("place", []),
        ("playground", ["balancebeam", "slide", "zipwire"]),
        ("power", ["cable", "line", "minor_line", "portal"]),
        ("public_transport", ["platform"]),
        ("residential", []),
        ("ruins", []),
        ("shop", []),
        ("tourism", ["artwork"]),
        ("water", []),
        ("waterway", ["canal", "dam", "ditch", "drain", "fish_pass", "lock_gate", "river", "stream", "tidal_channel", "weir"]),
    ];

    /// <summary>Gets the rules for drawing maps.</summary>
    public static AreaRules Default { get; } = new(Keys);

    /// <summary>Gets the rule of raw-data-api: every closed way is an area, whatever its tags say.</summary>
    public static AreaRules Topological { get; } = new([]) { EveryClosedWay = true };

    private bool EveryClosedWay { get; init; }

    /// <summary>Whether a closed way with these tags is an area.</summary>
    public bool IsArea(OsmTags tags)
    {
        if (EveryClosedWay)
        {
            return true;
        }

        if (tags.TryGet("area"u8, out var area) && (area.SequenceEqual("yes"u8) || area.SequenceEqual("no"u8)))
        {
            return area.SequenceEqual("yes"u8);
        }

        foreach (var (key, exceptions) in _keys)
        {
            if (tags.TryGet(key, out var value) && !Contains(exceptions, value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(byte[][] values, ReadOnlySpan<byte> value)
    {
        foreach (var candidate in values)
        {
            if (value.SequenceEqual(candidate))
            {
                return true;
            }
        }

        return false;
    }
}
