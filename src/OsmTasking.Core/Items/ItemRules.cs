namespace OsmTasking.Core.Items;

/// <summary>Limits on what an item may say. Pure.</summary>
public static class ItemRules
{
    /// <summary>The most characters of instructions, as to-fix has it.</summary>
    public const int LongestInstructions = 255;

    /// <summary>The most characters of an external id.</summary>
    public const int LongestId = 255;

    /// <summary>The most characters of features or metadata.</summary>
    public const int LongestJson = 1_000_000;

    /// <summary>Whether an external id has 1 to <see cref="LongestId"/> ASCII letters, digits and hyphens.</summary>
    public static bool IsId(string? id) => id is { Length: > 0 and <= LongestId } && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}
