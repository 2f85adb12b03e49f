namespace OsmTasking.Extraction;

/// <summary>An OSM file breaks the rules of its format. The message names the place: a byte offset, or line and column.</summary>
public sealed class OsmFormatException : IOException
{
    /// <summary>Creates the exception.</summary>
    public OsmFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public OsmFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    public OsmFormatException()
    {
    }

    /// <summary>Adds the place to what is wrong with a blob of a PBF file.</summary>
    internal static OsmFormatException InBlob(string path, long offset, OsmFormatException fault) =>
        new($"{path}, blob at byte {offset}: {fault.Message}", fault.InnerException);
}
