namespace ReferenceApi.Commands;

/// <summary>Files and folders that appear only when they are complete.</summary>
internal static class NewFile
{
    /// <summary>Has something written beside the target and renames it at the end; on failure nothing is left behind.</summary>
    /// <param name="path">The target; a file there is replaced.</param>
    /// <param name="write">Writes to the path it is given.</param>
    internal static T WriteTo<T>(string path, Func<string, T> write)
    {
        var ending = path.EndsWith(".osm.gz", StringComparison.OrdinalIgnoreCase) ? ".osm.gz" : Path.GetExtension(path);
        var fresh = $"{path}.{Guid.NewGuid():N}.part{ending}";
        try
        {
            var result = write(fresh);
            if (Directory.Exists(fresh))
            {
                if (Directory.Exists(path))
                {
                    Directory.Delete(path, recursive: true);
                }

                Directory.Move(fresh, path);
            }
            else
            {
                File.Move(fresh, path, overwrite: true);
            }

            return result;
        }
        finally
        {
            foreach (var leftover in Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(fresh) + "*"))
            {
                if (Directory.Exists(leftover))
                {
                    Directory.Delete(leftover, recursive: true);
                }
                else
                {
                    File.Delete(leftover);
                }
            }
        }
    }

    /// <summary>The same for what is written to a stream.</summary>
    internal static T Write<T>(string path, Func<Stream, T> write) => WriteTo(path, fresh =>
    {
        using var stream = new FileStream(fresh, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        return write(stream);
    });
}
