using System.Text;
using OsmTasking.Extraction.Filters;

namespace OsmTasking.Extraction.Tests.Fuzzing;

public sealed class FilterFuzzTests
{
    private static readonly string[] Tokens =
    [
        "and", "or", "not", "polygon", "point", "line", "collection", "(", ")", "((((((((", "=", "!=", "*", ",", "\"", "'", "\\", "\\ud800", "\\u0000", "{", "}", "[", "]", ":", "all", "any", "key", "values", "shape",
        "filter", "null", "1", "\ud800", "😀", " ", "\n",
    ];

    [Fact]
    public void Text_BrokenAnywhere_IsReadOrRefused()
    {
        string[] seeds = ["building", "highway=primary,secondary and not name", "(amenity=school or polygon: landuse) and not \"odd key\"=\"odd value\""];
        seeds = [.. seeds.Where(seed => Accepts(() => TagFilter.Parse(seed)))];

        new FuzzRun("tag filters", 2, 8 << 20).Run([.. seeds.Select(Encoding.UTF8.GetBytes)], Tokens, input => Accepts(() => TagFilter.Parse(Encoding.UTF8.GetString(input))));
    }

    [Fact]
    public void Json_BrokenAnywhere_IsReadOrRefused()
    {
        string[] seeds =
        [
            """{"key":"building"}""",
            """{"all":[{"key":"highway","values":["primary","secondary"]},{"not":{"key":"name"}},{"any":[{"key":"a"},{"shape":"polygon","filter":{"key":"b"}}]}]}""",
        ];

        new FuzzRun("JSON tag filters", 2, 8 << 20).Run([.. seeds.Select(Encoding.UTF8.GetBytes)], Tokens, input => Accepts(() => TagFilter.ParseJson(input)));
    }

    [Fact]
    public void Json_WithHalfACharacterInAName_IsRefused() => Assert.Throws<FormatException>(() => TagFilter.ParseJson("""{"\ud800":1}"""u8));

    private static bool Accepts(Func<TagFilter> parse)
    {
        try
        {
            return parse() is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
