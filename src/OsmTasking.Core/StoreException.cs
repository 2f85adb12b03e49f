namespace OsmTasking.Core;

/// <summary>A store failed: it is down, full, or broken. Refusals and conflicts are answers and never come this way.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was being done.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    /// <param name="innerException">What the driver said.</param>
    public StoreException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException) => IsTransient = isTransient;

    /// <summary>Creates the exception.</summary>
    public StoreException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public StoreException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public StoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets a value indicating whether the same call may succeed later.</summary>
    public bool IsTransient { get; }
}
