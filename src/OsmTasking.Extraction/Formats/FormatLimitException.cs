namespace OsmTasking.Extraction.Formats;

/// <summary>An extract is larger than a format allows. The message names the limit, and what to do.</summary>
public sealed class FormatLimitException : IOException
{
    /// <summary>Creates the exception.</summary>
    public FormatLimitException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public FormatLimitException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    public FormatLimitException()
    {
    }
}
