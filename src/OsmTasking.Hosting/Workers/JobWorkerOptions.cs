using Microsoft.Extensions.Options;

namespace OsmTasking.Hosting.Workers;

/// <summary>How a worker works.</summary>
public sealed class JobWorkerOptions
{
    /// <summary>Gets or sets how many jobs run at once in this process.</summary>
    /// <value>0 to 256; 0 runs none. The default is the number of processors.</value>
    public int Slots { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 256);

    /// <summary>Gets or sets how many of the slots may run daily jobs too, so that recurring work never fills them all.</summary>
    /// <value>0 to 256. The default is all but one, and at least one.</value>
    public int DailySlots { get; set; } = Math.Clamp(Environment.ProcessorCount - 1, 1, 256);

    /// <summary>Gets or sets how long a worker may be silent before another takes its job over.</summary>
    /// <value>1 second to 1 hour. The default is 30 seconds; it is renewed three times as often.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how often an idle slot asks the store when nobody announces anything.</summary>
    /// <value>50 ms to 1 minute. The default is 1 second; the slots spread over up to twice that.</value>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how often a running job is looked up, to notice that it was cancelled.</summary>
    /// <value>10 ms to 10 seconds. The default is 400 ms.</value>
    public TimeSpan Watch { get; set; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Gets or sets how long an attempt may take; then the job fails for good.</summary>
    /// <value>1 second to 7 days. The default is 2 hours.</value>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Gets or sets how long jobs that are over are kept, with what they made.</summary>
    /// <value>1 minute to 10 years. The default is 7 days.</value>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);
}

/// <summary>Stops the start when a limit is wrong; the message names field, limit and value.</summary>
internal sealed class JobWorkerOptionsValidator : IValidateOptions<JobWorkerOptions>
{
    public ValidateOptionsResult Validate(string? name, JobWorkerOptions options) =>
        options.Slots is < 0 or > 256 ? ValidateOptionsResult.Fail($"{nameof(options.Slots)} must be 0 to 256; it is {options.Slots}.")
        : options.DailySlots is < 0 or > 256 ? ValidateOptionsResult.Fail($"{nameof(options.DailySlots)} must be 0 to 256; it is {options.DailySlots}.")
        : Outside(nameof(options.Lease), options.Lease, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1))
        ?? Outside(nameof(options.Poll), options.Poll, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1))
        ?? Outside(nameof(options.Watch), options.Watch, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10))
        ?? Outside(nameof(options.TimeLimit), options.TimeLimit, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7))
        ?? Outside(nameof(options.Retention), options.Retention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3653))
        ?? ValidateOptionsResult.Success;

    private static ValidateOptionsResult? Outside(string field, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value < least || value > most ? ValidateOptionsResult.Fail($"{field} must be {least} to {most}; it is {value}.") : null;
}
