using Microsoft.Extensions.Options;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Hosting;

/// <summary>Stops the start when a limit is wrong; the message names field, limit and value.</summary>
internal sealed class TaskLockOptionsValidator : IValidateOptions<TaskLockOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    public ValidateOptionsResult Validate(string? name, TaskLockOptions options) =>
        options.Lifetime < Shortest || options.Lifetime > Longest
            ? ValidateOptionsResult.Fail($"{nameof(options.Lifetime)} must be {Shortest} to {Longest}; it is {options.Lifetime}.")
        : options.MaxValidationSet is < 1 or > 1000
            ? ValidateOptionsResult.Fail($"{nameof(options.MaxValidationSet)} must be 1 to 1000; it is {options.MaxValidationSet}.")
        : ValidateOptionsResult.Success;
}
