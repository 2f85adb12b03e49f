using System.Text.RegularExpressions;
using System.Xml.Linq;
using OsmTasking.TestKit;

namespace House.Tests;

/// <summary>The rules that a look at the tree can hold.</summary>
public partial class TreeTests
{
    private const int LongestFile = 400;
    private const int MedianFile = 80;
    private static readonly string[] Roots = ["src", "samples", "tests", "benchmarks"];
    private static readonly string[] Vague = ["Services", "Helpers", "Utils", "Utilities", "Managers", "Models", "Interfaces"];

    private static IReadOnlyList<string> Sources { get; } = [.. Roots
        .SelectMany(root => Directory.GetFiles(Path.Combine(SharedData.Repository, root), "*.cs", SearchOption.AllDirectories))
        .Where(path => !path.Contains("node_modules", StringComparison.Ordinal))];

    [Fact]
    public void Files_AreShort()
    {
        var lengths = Sources.Select(path => (path, File.ReadLines(path).Count())).OrderBy(file => file.Item2).ToList();

        Assert.DoesNotContain(lengths, file => file.Item2 > LongestFile);
        Assert.InRange(lengths[lengths.Count / 2].Item2, 1, MedianFile);
    }

    [Fact]
    public void Folders_AreNamedAfterTheDomain() =>
        Assert.Empty(Sources.Select(path => Path.GetFileName(Path.GetDirectoryName(path))).Intersect(Vague));

    [Fact]
    public void Types_AreNeverNamedLikeThoseOfTheRuntime() =>
        Assert.DoesNotContain(new[] { "OsmTasking.Core", "OsmTasking.Extraction", "OsmTasking.Postgis", "OsmTasking.Sqlite", "OsmTasking.Hosting" }
            .SelectMany(name => System.Reflection.Assembly.Load(name).GetTypes()), type => type.Name is "Task" or "TaskStatus");

    [Fact]
    public void EveryProject_IsInTheSolution()
    {
        var solution = File.ReadAllText(Path.Combine(SharedData.Repository, "OsmTasking.sln"));

        Assert.All(Projects(), path => Assert.Contains(Path.GetFileName(path), solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Versions_AreCentral() =>
        Assert.Empty(Projects().SelectMany(path => XDocument.Load(path).Descendants("PackageReference").Where(reference => reference.Attribute("Version") is not null)));

    [Fact]
    public void ServersOfTests_AreInstalledByTheBuild()
    {
        var build = File.ReadAllText(Path.Combine(SharedData.Repository, "build.sh"));
        var programs = Directory.GetFiles(Path.Combine(SharedData.Repository, "tests/TestKit/Servers"))
            .SelectMany(path => ServerProgram().Matches(File.ReadAllText(path))).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(programs);
        Assert.All(programs, program => Assert.Contains($"command -v {program} ", build, StringComparison.Ordinal));
    }

    [Fact]
    public void CodeOfTheReadme_IsCodeThatCompiles()
    {
        var readme = File.ReadAllLines(Path.Combine(SharedData.Repository, "README.md"));
        var blocks = Blocks(readme).ToList();
        var compiled = File.ReadAllText(Path.Combine(SharedData.Repository, "tests/PackedApp/Program.cs"));

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(block, compiled, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Blocks(string[] lines)
    {
        List<string>? block = null;
        foreach (var line in lines)
        {
            if (line == "```csharp")
            {
                block = [];
            }
            else if (line == "```" && block is not null)
            {
                yield return string.Join('\n', block);
                block = null;
            }
            else
            {
                block?.Add(line);
            }
        }
    }

    [GeneratedRegex("const string Program = \"([^\"]+)\"")]
    private static partial Regex ServerProgram();

    private static IEnumerable<string> Projects() =>
        Roots.SelectMany(root => Directory.GetFiles(Path.Combine(SharedData.Repository, root), "*.csproj", SearchOption.AllDirectories))
            .Where(path => !path.Contains("PackedApp", StringComparison.Ordinal) && !path.Contains("node_modules", StringComparison.Ordinal));
}
