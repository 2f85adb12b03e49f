using System.Text;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Geometries;

/// <summary>One key that makes a closed way an area.</summary>
/// <param name="Key">The key.</param>
/// <param name="Values">The values meant; with none, every value.</param>
/// <param name="AllBut">True when <paramref name="Values"/> are the exceptions instead.</param>
public sealed record AreaRule(string Key, IReadOnlyList<string> Values, bool AllBut = false);

/// <summary>
/// Decides whether a closed way is a line or an area. <c>area=yes</c> and <c>area=no</c> decide alone; otherwise it is an
/// area when any tag matches a rule. A value of <c>no</c> never matches.
/// </summary>
/// <remarks>
/// <see cref="Default"/> follows the custom of editors and renderers: keys of things that cover ground make areas; highways, barriers and
/// railways stay lines even when closed (a roundabout, a fence), but for the few values that are places
/// (<c>highway=services</c>, <c>railway=station</c>).
/// </remarks>
public sealed class AreaRules
{
    private static readonly AreaRule[] DefaultTable =
    [
        .. new[]
        {
            "abandoned:building", "amenity", "boundary", "building", "building:part", "craft", "emergency", "golf", "healthcare",
            "historic", "indoor", "landcover", "landuse", "leisure", "military", "office", "place", "public_transport",
            "residential", "ruins", "shop", "tourism",
        }.Select(key => new AreaRule(key, key switch
        {
            "leisure" => ["slipway", "track"],
            "golf" => ["cartpath", "hole", "path"],
            "historic" => ["citywalls"],
            "indoor" => ["wall"],
            "military" => ["trench"],
            _ => [],
        }, AllBut: true)),
        new("aeroway", ["jet_bridge", "parking_position", "runway", "taxiway"], AllBut: true),
        new("area:highway", []),
        new("highway", ["elevator", "rest_area", "services"]),
        new("man_made", ["cutline", "dyke", "embankment", "goods_conveyor", "pipeline"], AllBut: true),
        new("natural", ["arete", "cliff", "coastline", "ridge", "tree_row", "valley"], AllBut: true),
        new("power", ["generator", "plant", "substation", "transformer"]),
        new("railway", ["platform", "roundhouse", "station", "turntable"]),
        new("telecom", ["line"], AllBut: true),
        new("aerialway", ["station"]),
        new("waterway", ["boatyard", "dam", "dock", "fuel", "riverbank"]),
    ];

    private readonly Dictionary<byte[], (HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> Values, int Count, bool AllBut)>.AlternateLookup<ReadOnlySpan<byte>> _rules;
    private readonly bool _always;

    /// <summary>Creates rules of your own.</summary>
    /// <exception cref="ArgumentException">A key is given twice.</exception>
    public AreaRules(IEnumerable<AreaRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var table = new Dictionary<byte[], (HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>>, int, bool)>(Utf8Comparer.Instance);
        foreach (var rule in rules)
        {
            var values = new HashSet<byte[]>(rule.Values.Select(Encoding.UTF8.GetBytes), Utf8Comparer.Instance);
            if (!table.TryAdd(Encoding.UTF8.GetBytes(rule.Key), (values.GetAlternateLookup<ReadOnlySpan<byte>>(), values.Count, rule.AllBut)))
            {
                throw new ArgumentException($"The area rules name the key '{rule.Key}' twice.", nameof(rules));
            }
        }

        _rules = table.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    private AreaRules(bool closesByNode)
        : this([]) => (_always, ClosesByNode) = (true, closesByNode);

    /// <summary>Gets the table behind <see cref="Default"/>, to build on.</summary>
    public static IReadOnlyList<AreaRule> DefaultRules { get; } = Array.AsReadOnly(DefaultTable);

    /// <summary>Gets the rules by custom of tagging.</summary>
    public static AreaRules Default { get; } = new(DefaultTable);

    /// <summary>
    /// Gets the rule that every way that ends at the node it begins with, and has four nodes or more counting that one twice, is an area,
    /// whatever its tags: the routing of raw-data-api and of osm2pgsql's <c>is_closed</c>.
    /// </summary>
    public static AreaRules Topological { get; } = new(closesByNode: true);

    /// <summary>Gets the rule that every way that ends at the place it begins at is an area, whatever its tags and nodes.</summary>
    public static AreaRules EveryRing { get; } = new(closesByNode: false);

    /// <summary>Gets whether a way is closed only by one node that it both begins and ends with, instead of any two at one place.</summary>
    internal bool ClosesByNode { get; }

    /// <summary>Decides about a closed way of at least four nodes.</summary>
    public bool IsArea(TagView tags)
    {
        if (_always)
        {
            return true;
        }

        if (tags.TryGetValue("area"u8, out var area))
        {
            if (area.SequenceEqual("yes"u8))
            {
                return true;
            }

            if (area.SequenceEqual("no"u8))
            {
                return false;
            }
        }

        for (var i = 0; i < tags.Count; i++)
        {
            var value = tags.Value(i);
            if (_rules.TryGetValue(tags.Key(i), out var rule) && !value.SequenceEqual("no"u8) &&
                (rule.Count == 0 || rule.Values.Contains(value) != rule.AllBut))
            {
                return true;
            }
        }

        return false;
    }
}
