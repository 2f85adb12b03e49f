namespace OsmTasking.Core.Items;

/// <summary>The spans of time that quotas are for. Pure.</summary>
public static class ItemQuota
{
    /// <summary>Returns the beginning of the hour.</summary>
    public static DateTimeOffset HourOf(DateTimeOffset now) => Whole(now, TimeSpan.FromHours(1));

    /// <summary>Returns the beginning of the day, UTC.</summary>
    public static DateTimeOffset DayOf(DateTimeOffset now) => Whole(now, TimeSpan.FromDays(1));

    private static DateTimeOffset Whole(DateTimeOffset now, TimeSpan span) => new(now.UtcTicks - (now.UtcTicks % span.Ticks), TimeSpan.Zero);
}
