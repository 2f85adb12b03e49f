namespace OsmTasking.TestKit;

/// <summary>Finds <c>shared/</c> (real OSM data, conformance files), which a user's clone does not have.</summary>
public static class SharedData
{
    private static readonly string? Root = Find();

    /// <summary>Gets the repository's root folder.</summary>
    public static string Repository { get; } = FindUpwards(AppContext.BaseDirectory, directory =>
        File.Exists(Path.Combine(directory, "OsmTasking.sln")) ? directory : null)
        ?? throw new DirectoryNotFoundException("OsmTasking.sln is in no folder above the tests.");

    /// <summary>Returns the path of a file or folder in <c>shared/</c>, or skips the test with the reason.</summary>
    public static string PathOrSkip(string relative)
    {
        var path = Root is null ? null : Path.Combine(Root, relative);
        Assert.SkipUnless(path is not null && Path.Exists(path), $"shared/{relative} is not beside this checkout (set OSM_TASKING_SHARED to its folder).");
        return path!;
    }

    /// <summary>Returns the path of a file or folder in <c>shared/</c>, or null where it is absent.</summary>
    public static string? PathOrNull(string relative) =>
        Root is not null && Path.Exists(Path.Combine(Root, relative)) ? Path.Combine(Root, relative) : null;

    private static string? Find() =>
        Environment.GetEnvironmentVariable("OSM_TASKING_SHARED") is { Length: > 0 } named
            ? named
            : FindUpwards(AppContext.BaseDirectory, directory =>
                File.Exists(Path.Combine(directory, "OsmTasking.sln")) && Directory.Exists(Path.Combine(directory, "..", "shared"))
                    ? Path.GetFullPath(Path.Combine(directory, "..", "shared"))
                    : null);

    private static string? FindUpwards(string from, Func<string, string?> pick)
    {
        for (var directory = from; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (pick(directory) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
