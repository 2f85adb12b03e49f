using System.Buffers.Text;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Checks;

/// <summary>What a way is, as far as checks ask.</summary>
[Flags]
internal enum WayUse : ushort
{
    None = 0,

    /// <summary>A highway for vehicles.</summary>
    Road = 1,

    /// <summary>A highway for people on foot, bicycle or horse.</summary>
    Path = 2,

    /// <summary>Drawn as the edge of an area.</summary>
    Surface = 4,

    /// <summary>Joins highways without being one: a ferry, a platform, a car park.</summary>
    Link = 8,

    /// <summary>A wall, fence or the like.</summary>
    Barrier = 16,

    /// <summary>A building.</summary>
    Building = 32,

    /// <summary>A building that one can go through, or that begins above the ground.</summary>
    Open = 64,

    /// <summary>Goes through or under things, and says so: tunnel, covered, indoor.</summary>
    Passage = 128,

    /// <summary>Some of its nodes are not in the source.</summary>
    Clipped = 256,

    Highway = Road | Path,
    Network = Road | Path | Link,
}

/// <summary>What checks ask of the tags of a way.</summary>
/// <param name="Use">What it is.</param>
/// <param name="Layer">How high it lies: its layer, else 1 for a bridge and -1 for a tunnel.</param>
/// <param name="Level">Hash of its floor; 0 for none.</param>
internal readonly record struct WayFacts(WayUse Use, sbyte Layer, int Level)
{
    /// <summary>Tells whether two lie at one height, so that where they cross one runs into the other.</summary>
    internal bool Meets(in WayFacts other) => Layer == other.Layer && Level == other.Level;

    internal static WayFacts Read(TagView tags)
    {
        var use = WayUse.None;
        var level = 0;
        sbyte? layer = null;
        sbyte implied = 0;
        for (var i = 0; i < tags.Count; i++)
        {
            var key = tags.Key(i);
            if (key.Length is < 4 or > 18 || tags.Value(i) is not { IsEmpty: false } value)
            {
                continue;
            }

            if (key.SequenceEqual("highway"u8))
            {
                use |= Highway(value);
            }
            else if (key.SequenceEqual("building"u8))
            {
                use |= value.SequenceEqual("no"u8) ? WayUse.None : IsOpen(value) ? WayUse.Building | WayUse.Open : WayUse.Building;
            }
            else if (key.SequenceEqual("layer"u8))
            {
                layer = Utf8Parser.TryParse(value, out sbyte given, out var read) && read == value.Length ? given : layer;
            }
            else if (key.SequenceEqual("level"u8))
            {
                level = value.SequenceEqual("0"u8) ? 0 : (int)Utf8Hash.Of(value) | 1;
            }
            else if (!value.SequenceEqual("no"u8))
            {
                use |= Other(key, value, ref implied);
            }
        }

        return new(use, layer ?? implied, level);
    }

    private static WayUse Other(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ref sbyte layer)
    {
        if (key.SequenceEqual("bridge"u8))
        {
            layer = 1;
        }
        else if (key.SequenceEqual("tunnel"u8))
        {
            layer = value.SequenceEqual("building_passage"u8) ? layer : (sbyte)-1;
            return WayUse.Passage;
        }
        else if (key.SequenceEqual("covered"u8) || key.SequenceEqual("indoor"u8))
        {
            return WayUse.Passage;
        }
        else if (key.SequenceEqual("area"u8))
        {
            return value.SequenceEqual("yes"u8) ? WayUse.Surface : WayUse.None;
        }
        else if (key.SequenceEqual("barrier"u8))
        {
            return WayUse.Barrier;
        }
        else if (key.SequenceEqual("location"u8))
        {
            layer = value.SequenceEqual("underground"u8) ? (sbyte)-1 : layer;
        }
        else if (key.SequenceEqual("building:min_level"u8) || key.SequenceEqual("min_height"u8))
        {
            return value.SequenceEqual("0"u8) ? WayUse.None : WayUse.Open;
        }
        else if ((key.SequenceEqual("route"u8) && value.SequenceEqual("ferry"u8)) || (key.SequenceEqual("amenity"u8) && value.StartsWith("parking"u8)) ||
            (value.SequenceEqual("platform"u8) && (key.SequenceEqual("railway"u8) || key.SequenceEqual("public_transport"u8))) ||
            (key.SequenceEqual("man_made"u8) && value.SequenceEqual("pier"u8)) || (key.SequenceEqual("place"u8) && value.SequenceEqual("square"u8)))
        {
            return WayUse.Link;
        }

        return WayUse.None;
    }

    private static WayUse Highway(ReadOnlySpan<byte> value)
    {
        if (value.EndsWith("_link"u8))
        {
            value = value[..^5];
        }

        return value.SequenceEqual("residential"u8) || value.SequenceEqual("service"u8) || value.SequenceEqual("track"u8) || value.SequenceEqual("unclassified"u8) ||
            value.SequenceEqual("tertiary"u8) || value.SequenceEqual("secondary"u8) || value.SequenceEqual("primary"u8) || value.SequenceEqual("trunk"u8) ||
            value.SequenceEqual("motorway"u8) || value.SequenceEqual("living_street"u8) || value.SequenceEqual("road"u8) || value.SequenceEqual("busway"u8) ? WayUse.Road
            : value.SequenceEqual("footway"u8) || value.SequenceEqual("path"u8) || value.SequenceEqual("steps"u8) || value.SequenceEqual("cycleway"u8) ||
            value.SequenceEqual("pedestrian"u8) || value.SequenceEqual("bridleway"u8) ? WayUse.Path
            : value.SequenceEqual("corridor"u8) || value.SequenceEqual("platform"u8) || value.SequenceEqual("elevator"u8) || value.SequenceEqual("rest_area"u8) ||
            value.SequenceEqual("services"u8) || value.SequenceEqual("raceway"u8) ? WayUse.Link
            : WayUse.None;
    }

    private static bool IsOpen(ReadOnlySpan<byte> value) =>
        value.SequenceEqual("roof"u8) || value.SequenceEqual("carport"u8) || value.SequenceEqual("bridge"u8) || value.SequenceEqual("gatehouse"u8) ||
        value.SequenceEqual("canopy"u8) || value.SequenceEqual("ruins"u8) || value.SequenceEqual("collapsed"u8) || value.SequenceEqual("grandstand"u8);
}
