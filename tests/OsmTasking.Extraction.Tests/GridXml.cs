using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace OsmTasking.Extraction.Tests;

/// <summary>A small OSM XML file as a source, read in the simplest way there is, so that geometry tests need no reader.</summary>
internal static class GridXml
{
    internal static OsmText Load(string path)
    {
        var text = new StringBuilder();
        foreach (var item in XDocument.Load(path).Root!.Elements().Where(item => item.Name.LocalName is "node" or "way" or "relation"))
        {
            text.Append(CultureInfo.InvariantCulture, $"{item.Name.LocalName[0]}{Value(item, "id")}");
            if (item.Name == "node" && item.Attribute("lon") is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $" x{Value(item, "lon")} y{Value(item, "lat")}");
            }

            Append(text, " T", item.Elements("tag").Select(tag => $"{Escape(Value(tag, "k"))}={Escape(Value(tag, "v"))}"));
            Append(text, " N", item.Elements("nd").Select(node => $"n{Value(node, "ref")}"));
            Append(text, " M", item.Elements("member").Select(member => $"{Value(member, "type")[0]}{Value(member, "ref")}@{Value(member, "role")}"));
            text.Append('\n');
        }

        return new(text.ToString());
    }

    private static string Value(XElement element, string name) => (string?)element.Attribute(name) ?? "";

    private static string Escape(string text) => text.Replace(' ', '~').Replace(',', ';');

    private static void Append(StringBuilder text, string field, IEnumerable<string> items)
    {
        if (string.Join(',', items) is { Length: > 0 } joined)
        {
            text.Append(field).Append(joined);
        }
    }
}
