using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Changes;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Xml;

public class OsmXmlConformanceTests
{
    [Fact]
    public void Files_OfOsmTestdata_AreReadOrRefusedAsTheyShould()
    {
        var folder = SharedData.PathOrSkip("conformance/osm-testdata/xml");
        var failed = new List<string>();
        var tested = 0;
        foreach (var result in Directory.GetFiles(folder, "result", SearchOption.AllDirectories).Order())
        {
            var test = Path.GetDirectoryName(result)!;
            var file = Directory.GetFiles(test, "data.*").Single();
            tested++;
            string? fault = null;
            try
            {
                if (file.EndsWith(".osc", StringComparison.Ordinal))
                {
                    OscFile.Open(file).Read((_, _) => { });
                }
                else
                {
                    OsmFile.Open(file).Read(OsmKinds.All, _ => { });
                }
            }
            catch (OsmFormatException refused)
            {
                fault = refused.Message;
            }

            if ((File.ReadAllText(result).Trim() == "valid") != (fault is null))
            {
                failed.Add($"{Path.GetFileName(test)}: {fault ?? "was read"}");
            }
        }

        Assert.True(failed.Count == 0, string.Join('\n', failed));
        Assert.True(tested > 20, $"only {tested} files were found");
    }
}
