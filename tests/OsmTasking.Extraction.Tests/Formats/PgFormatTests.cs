using System.Text;
using OsmTasking.Extraction.Formats;

namespace OsmTasking.Extraction.Tests.Formats;

public sealed class PgFormatTests
{
    [Fact]
    public void Row_HasGeometryAttributesAndTags() => Assert.Equal(
        "0101000020E610000000000000000021400000000000000C40\tnode\t7\t2\t\\N\t\\N\t4\tZoë\t\\N\t{\"a\":\"b\",\"@@id\":\"x\"}\n",
        Write("n7 x8.5 y3.5 v2 i4 uZoë Ta=b,@id=x", FeatureAttributes.All));

    [Fact]
    public void Row_WithoutAttributes_IsThatOfOsmium() => Assert.Equal(
        "0101000020E610000000000000000021400000000000000C40\t{\"a\":\"b\"}\n", Write("n7 x8.5 y3.5 v2 Ta=b", FeatureAttributes.None));

    [Fact]
    public void Text_ThatCopyReadsAsItsOwn_IsEscapedTwice() => Assert.Equal(
        """{"k":"a\\\\b\\"c\\td"}""" + "\n", Write("n7 x8.5 y3.5 Tk=a\\b\"c\td", FeatureAttributes.None).Split('\t', 2)[1]);

    private static string Write(string text, FeatureAttributes attributes)
    {
        using var output = new MemoryStream();
        Extractor.Write(new OsmText(text), new(), new PgFormat(attributes), output);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
