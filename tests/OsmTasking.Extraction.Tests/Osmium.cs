using System.ComponentModel;
using System.Diagnostics;

namespace OsmTasking.Extraction.Tests;

/// <summary>The command osmium as the judge of files, where it is installed.</summary>
internal static class Osmium
{
    /// <summary>Runs it and returns what it prints; skips the test where there is none.</summary>
    internal static string Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("osmium", arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors.Result);
            return output;
        }
        catch (Win32Exception)
        {
            Assert.Skip("osmium-tool is not installed.");
            throw;
        }
    }

    /// <summary>Every object of a file with all its fields, a line each.</summary>
    internal static string[] Opl(string path) => Run("cat", path, "-f", "opl", "--no-progress").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Compares without printing hundreds of thousands of lines.</summary>
    internal static void AssertSame(string[] expected, string[] actual)
    {
        var line = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Equal(expected.ElementAtOrDefault(line), actual.ElementAtOrDefault(line));
        Assert.Equal(expected.Length, actual.Length);
    }
}
