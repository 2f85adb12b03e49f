namespace ReferenceApi.RawData;

/// <summary>Numbers in words for people, as raw-data-api says them.</summary>
public static class Words
{
    /// <summary>Says how long something took: "a moment", "12 seconds", "3 minutes", "an hour".</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 1 => "a moment",
        < 2 => "a second",
        < 60 => $"{(int)seconds} seconds",
        < 120 => "a minute",
        < 3600 => $"{(int)(seconds / 60)} minutes",
        < 7200 => "an hour",
        _ => $"{(int)(seconds / 3600)} hours",
    };
}
