using OsmTasking.Extraction.Exports;

namespace OsmTasking.Hosting.Exports;

/// <summary>Finished exports in a folder, each under a key such as <c>default/RawExport_geojson_uid_….zip</c>.</summary>
/// <remarks>
/// A file appears under its key as a whole or not at all: it is written beside, in a folder of its own attempt, and renamed. Nothing outside
/// the folder is ever read or written, whatever a key says. All hosts that serve or write exports share the folder.
/// </remarks>
/// <param name="root">The folder; made when something is written.</param>
public sealed class ExportStorage(string root)
{
    private const string Parts = ".parts";

    /// <summary>Gets the folder.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Makes an empty folder for an attempt.</summary>
    /// <param name="attempt">A name that no other attempt has; see <see cref="Core.Jobs.JobTicket.OutputName"/>.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public string Begin(string attempt)
    {
        var folder = WorkOf(attempt);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Removes the folder of an attempt, if it is there.</summary>
    /// <param name="attempt">Its name.</param>
    public void End(string attempt)
    {
        try
        {
            Directory.Delete(WorkOf(attempt), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was written.
        }
    }

    /// <summary>Puts a finished file under its key; one that is there is replaced.</summary>
    /// <param name="file">The file, in the folder of an attempt.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentException">It is no key.</exception>
    public void Publish(string file, string key)
    {
        var path = PathOf(key) ?? throw new ArgumentException($"'{key}' is not the key of an export.", nameof(key));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(file, path, overwrite: true);
    }

    /// <summary>Finds a file.</summary>
    /// <param name="key">A key, from whomever.</param>
    /// <returns>The file, or <see langword="null"/> when there is none.</returns>
    public FileInfo? Find(string key) => PathOf(key) is { } path && new FileInfo(path) is { Exists: true } file ? file : null;

    /// <summary>Removes a file, if it is there.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="notAfter">Leaves it when it was written later; null removes it in any case.</param>
    public void Remove(string key, DateTimeOffset? notAfter = null)
    {
        if (Find(key) is { } file && !(file.LastWriteTimeUtc > notAfter?.UtcDateTime))
        {
            file.Delete();
        }
    }

    /// <summary>Lists files whose keys begin with a folder, in the order of their keys.</summary>
    /// <param name="folder">The folder, from whomever; empty for all.</param>
    public IEnumerable<(string Key, FileInfo File)> List(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var start = folder.Trim('/').Length == 0 ? Root : PathOf(folder.Trim('/'));
        return start is null || !Directory.Exists(start) ? []
            : Directory.EnumerateFiles(start, "*", SearchOption.AllDirectories)
                .Select(path => (Key: Path.GetRelativePath(Root, path).Replace('\\', '/'), new FileInfo(path)))
                .Where(found => PathOf(found.Key) is not null)
                .OrderBy(found => found.Key, StringComparer.Ordinal);
    }

    /// <summary>Returns the key of an export.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="ending">The ending of what is handed out: <c>zip</c>, or that of the format.</param>
    /// <param name="id">The job.</param>
    /// <param name="attempt">Its attempt, from 1; each has a key of its own, so that none writes over another's.</param>
    public static string KeyOf(ExportRequest request, string ending, Guid id, int attempt)
    {
        ArgumentNullException.ThrowIfNull(request);
        var parts = request.FileName.Split('/').Select(ExportNames.Plain).ToArray();
        var name = $"{parts[^1]}_{request.Format}";
        var folder = string.Join('/', parts[..^1].Prepend(FolderOf(request, parts[^1])));
        var own = !request.Unique ? string.Empty : FormattableString.Invariant($"_uid_{id:D}{(attempt > 1 ? $"_{attempt}" : string.Empty)}");
        return $"{folder}/{name}{own}.{ending}";
    }

    // As raw-data-api sorts them: by project of the tasking manager, or by country.
    private static string FolderOf(ExportRequest request, string name)
    {
        var words = name.Split('_');
        return request.Unique ? "default"
            : words is ["hotosm", "project", var number, ..] && number.All(char.IsAsciiDigit) ? $"TM/{number}"
            : words is ["hotosm", { Length: 3 } country, ..] && country.All(char.IsAsciiLetter) ? $"HDX/{country.ToUpperInvariant()}"
            : "recurring";
    }

    private string WorkOf(string attempt) => Path.Combine(Root, Parts, ExportNames.Plain(attempt.Replace('-', '_')));

    // Parts of a key are taken one by one: none is empty, begins with a point, or has a sign that some system reads as more than a name.
    private string? PathOf(string key)
    {
        var parts = key.Split('/');
        return key.Length <= 1000 && parts.All(part => part.Length is > 0 and < 256 && part[0] != '.' && part.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '_' or '-' or '.'))
            ? Path.Combine([Root, .. parts])
            : null;
    }
}
