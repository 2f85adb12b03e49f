using System.Diagnostics;
using System.IO.Compression;
using OsmTasking.TestKit;

namespace House.Tests;

/// <summary>The packages are the product: packed, restored from a folder, and used by a stranger's program.</summary>
public sealed class PackTests : IDisposable
{
    private static readonly string[] Packages = ["OsmTasking.Core", "OsmTasking.Extraction", "OsmTasking.Postgis", "OsmTasking.Sqlite", "OsmTasking.Hosting"];
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("osmtasking-pack-");

    [Fact]
    public async Task Packages_RestoredFromAFolder_CarryASmallProgram()
    {
        var suffix = $"test.{DateTime.UtcNow.Ticks}";
        var feed = Directory.CreateDirectory(Path.Combine(_directory.FullName, "feed")).FullName;
        // The build has analyzed the code.
        await RunAsync(SharedData.Repository, "pack", "Packages.slnf", "-c", "Release", "-o", feed, $"-p:VersionSuffix={suffix}", "-p:RunAnalyzers=false", "--artifacts-path", Path.Combine(_directory.FullName, "artifacts"), "-v", "q", "-nologo");
        foreach (var package in Packages)
        {
            using var content = ZipFile.OpenRead(Directory.GetFiles(feed, $"{package}.0*.nupkg").Single());
            var names = content.Entries.Select(entry => entry.FullName).ToList();
            Assert.Contains("README.md", names);
            Assert.Contains("LICENSE", names);
            Assert.Contains($"lib/net10.0/{package}.xml", names);
            Assert.Single(Directory.GetFiles(feed, $"{package}.0*.snupkg"));
        }

        var app = Directory.CreateDirectory(Path.Combine(_directory.FullName, "app")).FullName;
        File.Copy(Path.Combine(SharedData.Repository, "tests/PackedApp/Program.cs"), Path.Combine(app, "Program.cs"));
        var project = await File.ReadAllTextAsync(Path.Combine(SharedData.Repository, "tests/PackedApp/PackedApp.csproj"));
        await File.WriteAllTextAsync(Path.Combine(app, "PackedApp.csproj"), project.Replace("$(OsmTaskingVersion)", $"0.1.0-{suffix}", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(app, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="local" value="{feed}" /><add key="nuget.org" value="https://api.nuget.org/v3/index.json" /></packageSources>
            </configuration>
            """);
        WriteTinyFile(Path.Combine(app, "town.osm.pbf"));

        var output = await RunAsync(app, "run", "-v", "q");

        Assert.Contains("4 tasks", output, StringComparison.Ordinal);
        Assert.Contains("1/1 is Mapped", output, StringComparison.Ordinal);
        Assert.Contains("way/7 Polygon", output, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static void WriteTinyFile(string path)
    {
        var block = new OsmTasking.Extraction.Blocks.OsmBlock();
        var info = new OsmTasking.Extraction.Blocks.OsmInfo(1, 0, 0, 0, 0, true);
        for (var node = 1; node <= 4; node++)
        {
            block.Add(new OsmTasking.Extraction.Blocks.OsmNode(node, node is 2 or 3 ? 10 : 0, node > 2 ? 10 : 0, default, info));
        }

        var building = new OsmTasking.Extraction.Blocks.OsmTag(block.AddString("building"u8), block.AddString("yes"u8));
        block.Add(new OsmTasking.Extraction.Blocks.OsmWay(7, block.AddRefs([1, 2, 3, 4, 1]), block.AddTags([building]), info));
        using var stream = File.Create(path);
        using var writer = new OsmTasking.Extraction.Pbf.PbfWriter(stream);
        writer.Write(block);
    }

    private static async Task<string> RunAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) && name != "MSBUILDDISABLENODEREUSE").ToList())
        {
            start.Environment.Remove(name);
        }

        // The packages of this run have versions of their own, which no lock file knows.
        start.Environment["CI"] = "";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{await output}\n{await error}");
        return await output;
    }
}
