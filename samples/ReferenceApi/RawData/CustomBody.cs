using OsmTasking.Core.Areas;
using OsmTasking.Extraction.Exports;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;

namespace ReferenceApi.RawData;

/// <summary>Reads the body of a custom export: several categories, each in several shapes and formats.</summary>
public static class CustomBody
{
    private const int MostCategories = 50;
    private const int MostFiles = 500;
    private const int LongestText = 300;

    private static readonly Dictionary<string, Shapes> Types = new(StringComparer.Ordinal) { ["points"] = Shapes.Point, ["lines"] = Shapes.Line, ["polygons"] = Shapes.Polygon };

    /// <summary>Reads an order.</summary>
    /// <param name="body">The body.</param>
    /// <param name="area">The area that it names.</param>
    /// <param name="formats">The formats there are.</param>
    public static CustomOrder Read(RawBody body, AreaOfInterest area, ExportFormats formats)
    {
        var dataset = body.Object("dataset");
        var iso3 = body.Text("iso3", 3)?.ToUpperInvariant();
        var prefix = ExportNames.Plain(dataset?.Text("dataset_prefix", LongestText) ?? (iso3 is null ? "export" : $"hotosm_{iso3.ToLowerInvariant()}"));
        var folder = ExportNames.Plain(dataset?.Text("dataset_folder", LongestText) ?? "ISO3");
        var items = body.Objects("categories", MostCategories).SelectMany(category => ReadCategories(category, formats)).ToList();
        return items.Count == 0 ? throw new Wire.RefusedException(Detail.Messages(400, "Categories can't be empty"))
            : items.Count > MostFiles ? throw body.Refuse("categories", $"they make {items.Count} files; {MostFiles} are the most")
            : new CustomOrder(area, $"{folder}/{iso3 ?? prefix}", prefix, body.Flag("meta", false), items);
    }

    // Each entry is meant to have one category; one with several has several.
    private static IEnumerable<CustomItem> ReadCategories(RawBody entry, ExportFormats formats)
    {
        foreach (var name in entry.Element.EnumerateObject().Select(member => member.Name).ToList())
        {
            var category = entry.Object(name) ?? throw entry.Refuse(name, "a category is an object");
            var filter = ReadWhere(category);
            var keys = (category.Texts("select", ExportColumns.Most, LongestText) ?? []).Where(key => key.Trim() is not ("" or "*")).Select(key => key.Trim()).Distinct().ToList();
            foreach (var type in category.Texts("types", 10, 20) ?? throw Missing(category, "types"))
            {
                if (!Types.TryGetValue(type, out var shape))
                {
                    throw category.Refuse("types", "Input should be 'points', 'lines' or 'polygons'", "enum");
                }

                foreach (var format in category.Texts("formats", 20, 20) ?? throw Missing(category, "formats"))
                {
                    yield return formats.Find(format) is null
                        ? throw category.Refuse("formats", $"Input should be {string.Join(" or ", formats.Names.Select(known => $"'{known}'"))}", "enum")
                        : new CustomItem(name, type, format, new ExportRequestPart(shape, filter, keys.Count == 0 ? null : keys));
                }
            }
        }
    }

    private static TagFilter? ReadWhere(RawBody category)
    {
        try
        {
            return category.Text("where", int.MaxValue) is { Length: > 0 } text ? WhereText.Parse(text) : null;
        }
        catch (FormatException fault)
        {
            throw category.Refuse("where", fault.Message);
        }
    }

    private static Wire.RefusedException Missing(RawBody category, string name) => category.Refuse(name, "Field required", "missing");
}

/// <summary>What a custom export shall make.</summary>
/// <param name="Area">The area.</param>
/// <param name="Folder">The folder of its files.</param>
/// <param name="Prefix">What their names begin with.</param>
/// <param name="Meta">Whether the result is kept beside them as a file.</param>
/// <param name="Items">The files.</param>
public sealed record CustomOrder(AreaOfInterest Area, string Folder, string Prefix, bool Meta, IReadOnlyList<CustomItem> Items);

/// <summary>One file of a custom export.</summary>
public sealed record CustomItem(string Category, string Type, string Format, ExportRequestPart Part);
