using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace OsmTasking.Sqlite.Tests;

/// <summary>GDAL's programs, where they are installed.</summary>
internal static class Gdal
{
    /// <summary>Runs a program and returns what it wrote; skips the test where it is missing.</summary>
    internal static string Run(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, StandardOutputEncoding = Encoding.UTF8 };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0 && errors.Result.Length == 0, $"{program} {string.Join(' ', arguments)}: {process.ExitCode} {errors.Result} {output[..Math.Min(output.Length, 2000)]}");
            return output;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} (gdal-bin) is not installed.");
            throw;
        }
    }
}
