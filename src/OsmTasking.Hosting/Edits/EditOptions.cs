using System.ComponentModel.DataAnnotations;

namespace OsmTasking.Hosting.Edits;

/// <summary>How edits go to OSM.</summary>
public sealed class EditOptions
{
    /// <summary>Gets or sets what <c>created_by</c> says.</summary>
    /// <value>1 to 255 characters. The default is <c>OsmTasking</c>.</value>
    [Required]
    [StringLength(255, MinimumLength = 1)]
    public string CreatedBy { get; set; } = "OsmTasking";

    /// <summary>Gets or sets what <c>osmtasking:server</c> says; empty for nothing.</summary>
    [StringLength(255)]
    public string Server { get; set; } = string.Empty;

    /// <summary>Gets or sets the most elements of one changeset.</summary>
    /// <value>1 to 10,000, the server's own limit. The default is 1,000.</value>
    [Range(1, 10_000)]
    public int MostElements { get; set; } = 1_000;

    /// <summary>Gets or sets how long a worker may be silent before another goes on. More than the time-out of a request.</summary>
    /// <value>10 seconds to 1 hour. The default is 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how long to wait after the first failure; it doubles with each, up to an hour.</summary>
    /// <value>1 second to 1 hour. The default is 15 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how often to look for work.</summary>
    /// <value>100 milliseconds to 10 minutes. The default is 2 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    internal TimeSpan PauseAfter(int failures)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(failures, 12));
        return pause > TimeSpan.FromHours(1) ? TimeSpan.FromHours(1) : pause;
    }
}
