namespace ReferenceApi.RawData;

/// <summary>The extraction service: <c>OsmTasking:RawData</c>. Limits are for guests; staff and admins have none.</summary>
public sealed class RawDataOptions
{
    /// <summary>Gets or sets the largest area of a snapshot, in km².</summary>
    public double MaxAreaKm2 { get; set; } = 100_000;

    /// <summary>Gets or sets the largest area of a snapshot without a zip, in km².</summary>
    public double MaxBareAreaKm2 { get; set; } = 200;

    /// <summary>Gets or sets the largest area of a plain snapshot, in km²; for staff too, because the answer is the result.</summary>
    public double MaxPlainAreaKm2 { get; set; } = 10;

    /// <summary>Gets or sets how many snapshots and look-ups of files an address may ask for in a minute.</summary>
    public int RatePerMinute { get; set; } = 20;

    /// <summary>Gets or sets how many statistics an address may ask for in a minute.</summary>
    public int StatsRatePerMinute { get; set; } = 5;

    /// <summary>Gets or sets how many jobs of a guest's address may wait or run at once.</summary>
    public int GuestOpenJobs { get; set; } = 10;

    /// <summary>Gets or sets how many jobs of somebody who signed in may wait or run at once.</summary>
    public int UserOpenJobs { get; set; } = 30;

    /// <summary>Gets or sets a value indicating whether <c>join_or</c> and <c>join_and</c> are joined exactly as raw-data-api does it.</summary>
    public bool JoinQuirk { get; set; }

    /// <summary>Gets or sets the address of this service as clients see it, for links; without it, that of the request.</summary>
    public Uri? PublicUrl { get; set; }
}
