namespace OsmTasking.Core.Areas;

/// <summary>A GeoJSON text is not what it should be; the message begins with the place, such as <c>features[2].geometry</c>.</summary>
public sealed class GeoJsonException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The place in the document.</param>
    /// <param name="fault">What is wrong there.</param>
    public GeoJsonException(string path, string fault)
        : base(path.Length == 0 ? fault : $"{path}: {fault}")
    {
        Path = path;
        Fault = fault;
    }

    /// <summary>Creates the exception.</summary>
    public GeoJsonException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public GeoJsonException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public GeoJsonException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the place in the document.</summary>
    public string Path { get; } = string.Empty;

    /// <summary>Gets what is wrong there.</summary>
    public string Fault { get; } = string.Empty;
}
