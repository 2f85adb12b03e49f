namespace OsmTasking.TestKit;

/// <summary>A folder of its own; deleted in the end.</summary>
public sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmtasking-");

    /// <summary>Gets the path of a file in it.</summary>
    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
