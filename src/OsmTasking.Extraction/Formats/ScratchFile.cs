namespace OsmTasking.Extraction.Formats;

/// <summary>Files for what does not fit in memory: gone when closed, and where the system allows it also when the process is killed.</summary>
internal static class ScratchFile
{
    private const int Buffer = 1 << 16;

    /// <summary>Makes an empty file to write and read; one that is there is replaced.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    internal static FileStream Create(string path)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, Buffer, FileOptions.DeleteOnClose);
        try
        {
            // On Unix an open file needs no name.
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
