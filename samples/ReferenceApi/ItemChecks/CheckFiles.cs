using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OsmTasking.Extraction;
using OsmTasking.Extraction.AreaFiles;
using OsmTasking.Extraction.Blocks;
using ReferenceApi.Commands;

namespace ReferenceApi.ItemChecks;

/// <summary>OSM data that checks can run over: <c>OsmTasking:Checks</c>.</summary>
public sealed class CheckOptionsOfHost
{
    /// <summary>Gets the files that everybody who may make a project can check; without any, the OSM files in the data directory.</summary>
    public IList<string> Files { get; } = [];

    /// <summary>Gets or sets the largest upload, in bytes; 0 for none at all.</summary>
    public long LargestUpload { get; set; } = 256L * 1024 * 1024;
}

/// <summary>The files of the host, and those uploaded to be checked once. What a user names is looked up, and never becomes a path.</summary>
public sealed class CheckFiles(HostSettings settings, IOptions<CheckOptionsOfHost> options, TimeProvider time)
{
    private const int MostUploads = 20;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(6);

    private readonly ConcurrentDictionary<string, CheckFile> _uploads = new(StringComparer.Ordinal);

    private string Folder => Path.Combine(settings.DataDirectory, "check-uploads");

    /// <summary>Lists the files of the host by name.</summary>
    internal IReadOnlyList<CheckFile> Known()
    {
        var paths = options.Value.Files.Count > 0 ? options.Value.Files.Select(Path.GetFullPath)
            : Directory.Exists(settings.DataDirectory) ? Directory.EnumerateFiles(settings.DataDirectory) : [];
        return [.. paths.Where(path => AreaFile.IsOsm(path) && File.Exists(path))
            .Select(path => new CheckFile(Path.GetFileName(path), Path.GetFileName(path), path, null)).DistinctBy(file => file.Key).OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    /// <summary>Finds a file of the host, or an upload of the mapper.</summary>
    internal CheckFile? Find(string key, long mapperId) =>
        _uploads.TryGetValue(key, out var upload) ? upload.MapperId == mapperId ? upload : null : Known().FirstOrDefault(file => file.Key == key);

    /// <summary>Keeps an upload until it was checked, or some hours.</summary>
    /// <returns>The file, or what is wrong with it.</returns>
    internal async ValueTask<(CheckFile? File, string? Fault)> KeepAsync(Stream content, string name, long mapperId, CancellationToken cancellationToken)
    {
        Sweep();
        if (_uploads.Count >= MostUploads)
        {
            return (null, "Too many uploads wait to be checked; try again later");
        }

        // Unpacked, a .osm.gz has any size.
        var ending = name.EndsWith(".osm.pbf", StringComparison.OrdinalIgnoreCase) ? ".osm.pbf" : name.EndsWith(".osm", StringComparison.OrdinalIgnoreCase) ? ".osm" : null;
        if (ending is null)
        {
            return (null, "The name must end in .osm.pbf or .osm");
        }

        Directory.CreateDirectory(Folder);
        var key = $"upload-{Guid.NewGuid():N}";
        var file = new CheckFile(key, Path.GetFileName(name), Path.Combine(Folder, key + ending), mapperId);
        try
        {
            await using (var stream = File.Create(file.Path))
            {
                await content.CopyToAsync(stream, cancellationToken);
            }

            OsmFile.Open(file.Path).Read(OsmKinds.None, _ => { }, null, cancellationToken);
            return (_uploads[key] = file, null);
        }
        catch (OsmFormatException fault)
        {
            Remove(file);
            return (null, file.Plain(fault.Message));
        }
        catch
        {
            Remove(file);
            throw;
        }
    }

    /// <summary>Removes an upload; files of the host stay.</summary>
    internal void Remove(CheckFile file)
    {
        if (file.MapperId is not null)
        {
            _uploads.TryRemove(file.Key, out _);
            File.Delete(file.Path);
        }
    }

    /// <summary>Removes what was never checked, also by a process that is gone.</summary>
    private void Sweep()
    {
        foreach (var path in Directory.Exists(Folder) ? Directory.GetFiles(Folder) : [])
        {
            if (time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path) > Lifetime)
            {
                _uploads.TryRemove(Path.GetFileName(path).Split('.')[0], out _);
                File.Delete(path);
            }
        }
    }
}

/// <summary>A file to be checked.</summary>
/// <param name="Key">What it is asked for by.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Path">Where it is.</param>
/// <param name="MapperId">Who uploaded it; <see langword="null"/> for a file of the host.</param>
internal sealed record CheckFile(string Key, string Name, string Path, long? MapperId)
{
    /// <summary>Words for users: without our path.</summary>
    internal string Plain(string text) => text.Replace(Path, Name, StringComparison.Ordinal);
}
