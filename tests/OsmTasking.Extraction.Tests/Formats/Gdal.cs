using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace OsmTasking.Extraction.Tests.Formats;

/// <summary>Files as GDAL reads them; a test is skipped where GDAL is not installed.</summary>
internal static class Gdal
{
    /// <summary>All features of a file, as GeoJSON; <paramref name="arguments"/> go to ogr2ogr.</summary>
    internal static List<FeatureRow> Read(string path, string? rest, Func<string, string?>? rename, params string[] arguments) =>
        [.. Json(path, arguments).Select(feature => FeatureRow.Parse(feature, rest, rename))];

    internal static List<JsonElement> Json(string path, params string[] arguments)
    {
        var text = Run("ogr2ogr", ["-f", "GeoJSON", "/vsistdout/", path, .. arguments]);
        return text.Length == 0 ? [] : [.. JsonDocument.Parse(text).RootElement.GetProperty("features").EnumerateArray()];
    }

    internal static string Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
                UseShellExecute = false,
            })!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors.Result);
            Assert.Equal("", errors.Result.Trim());
            return output;
        }
        catch (Win32Exception)
        {
            Assert.Skip("GDAL (ogr2ogr, ogrinfo) is not installed.");
            return "";
        }
    }
}
