namespace OsmTasking.Extraction.Formats;

/// <summary>A box in steps of 1e-7 degrees; empty when west lies east of east.</summary>
internal readonly record struct StepBox(int West, int South, int East, int North)
{
    internal static readonly StepBox Empty = new(int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);

    internal bool IsEmpty => West > East;

    /// <summary>Returns the smallest box of whole steps around one in degrees.</summary>
    internal static StepBox Around((double West, double South, double East, double North) bounds) => bounds.West > bounds.East
        ? Empty
        : new(Down(bounds.West), Down(bounds.South), -Down(-bounds.East), -Down(-bounds.North));

    internal StepBox With(StepBox other) =>
        new(Math.Min(West, other.West), Math.Min(South, other.South), Math.Max(East, other.East), Math.Max(North, other.North));

    // Positions are whole steps but for those where lines were cut at a border.
    private static int Down(double degrees)
    {
        var nearest = (int)Math.Round(degrees * 1e7);
        return nearest / 1e7 <= degrees ? nearest : nearest - 1;
    }
}
