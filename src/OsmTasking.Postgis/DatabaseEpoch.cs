namespace OsmTasking.Postgis;

/// <summary>Where PostgreSQL counts time from in its binary form: 2000-01-01; OSM counts from 1970.</summary>
internal static class DatabaseEpoch
{
    private const long Seconds = 946_684_800;

    /// <summary>Microseconds since 2000 of seconds since 1970.</summary>
    internal static long Microseconds(long unixSeconds) => (unixSeconds - Seconds) * 1_000_000;

    /// <summary>Seconds since 1970 of microseconds since 2000.</summary>
    internal static long UnixSeconds(long microseconds) => (microseconds / 1_000_000) + Seconds;
}
