namespace OsmTasking.Core.Tasks;

/// <summary>How long a mapper may hold tasks.</summary>
public sealed class TaskLockOptions
{
    /// <summary>Gets or sets how long a lock lives without extension.</summary>
    /// <value>1 minute to 24 hours. The default is 2 hours.</value>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Gets or sets how many tasks one validation set may hold.</summary>
    /// <value>1 to 1000. The default is 200.</value>
    public int MaxValidationSet { get; set; } = 200;
}
