using OsmTasking.Core.People;
using OsmTasking.Core.Tasks;

namespace ReferenceApi.TaskingManager;

/// <summary>A task on the wire: shape (1) of the reference.</summary>
public sealed record TaskDto(
    int TaskId,
    long ProjectId,
    string TaskStatus,
    string? LockHolder,
    IReadOnlyList<HistoryDto> TaskHistory,
    IReadOnlyList<object> TaskAnnotation,
    string PerTaskInstructions,
    double AutoUnlockSeconds,
    DateTimeOffset? LastUpdated,
    int? NumberOfComments)
{
    /// <summary>Our addition: the first instant without the lock.</summary>
    public DateTimeOffset? LockExpiresAt { get; init; }

    /// <summary>Our addition: the task this one was cut from.</summary>
    public int? ParentTaskId { get; init; }
}

/// <summary>A line of history on the wire.</summary>
public sealed record HistoryDto(
    long HistoryId,
    int? TaskId,
    string Action,
    string? ActionText,
    DateTimeOffset ActionDate,
    string ActionBy,
    string? PictureUrl,
    IReadOnlyList<object>? Issues);

/// <summary>Tells our append-only events as Tasking Manager's history: a lock's line gains its duration once it is over.</summary>
public static class HistoryWire
{
    /// <summary>Folds events into lines, newest first.</summary>
    /// <param name="newestFirst">Events of one task or of a whole project.</param>
    /// <param name="names">The mappers that the events name.</param>
    public static IReadOnlyList<HistoryDto> Tell(IEnumerable<TaskEvent> newestFirst, IReadOnlyDictionary<long, Mapper> names)
    {
        var lines = new List<HistoryDto>();
        var closed = new Dictionary<int, TaskEvent>();
        foreach (var happened in newestFirst)
        {
            var number = happened.Task.Number;
            switch (happened.Kind)
            {
                case TaskEventKind.Unlocked:
                    closed[number] = happened;
                    break;
                case TaskEventKind.AutoUnlockedForMapping or TaskEventKind.AutoUnlockedForValidation:
                    // As in Tasking Manager the line of the lock itself becomes the line of its expiry.
                    closed[number] = happened;
                    break;
                case TaskEventKind.LockedForMapping or TaskEventKind.LockedForValidation or TaskEventKind.ExtendedForMapping or TaskEventKind.ExtendedForValidation:
                    closed.Remove(number, out var end);
                    var expired = end is { Kind: not (TaskEventKind.Unlocked or TaskEventKind.ExtendedForMapping or TaskEventKind.ExtendedForValidation) };
                    lines.Add(Line(happened, expired ? Name(end!.Kind) : Name(happened.Kind), end is null ? null : Duration(end.At - happened.At), names));
                    if (happened.Kind is TaskEventKind.ExtendedForMapping or TaskEventKind.ExtendedForValidation)
                    {
                        closed[number] = happened;
                    }

                    break;
                case TaskEventKind.StateChange:
                    lines.Add(Line(happened, "STATE_CHANGE", happened.State?.WireName(), names));
                    break;
                default:
                    lines.Add(Line(happened, "COMMENT", System.Net.WebUtility.HtmlEncode(happened.Text), names));
                    break;
            }
        }

        return lines;
    }

    /// <summary><c>HH:MM:SS.ffffff</c>; hours run on past 23 where the original wraps.</summary>
    internal static string Duration(TimeSpan held) =>
        $"{(long)held.TotalHours:00}:{held.Minutes:00}:{held.Seconds:00}.{held.Ticks % TimeSpan.TicksPerSecond / 10:000000}";

    private static string Name(TaskEventKind kind) => kind switch
    {
        TaskEventKind.LockedForMapping => "LOCKED_FOR_MAPPING",
        TaskEventKind.LockedForValidation => "LOCKED_FOR_VALIDATION",
        TaskEventKind.AutoUnlockedForMapping => "AUTO_UNLOCKED_FOR_MAPPING",
        TaskEventKind.AutoUnlockedForValidation => "AUTO_UNLOCKED_FOR_VALIDATION",
        TaskEventKind.ExtendedForMapping => "EXTENDED_FOR_MAPPING",
        _ => "EXTENDED_FOR_VALIDATION",
    };

    private static HistoryDto Line(TaskEvent happened, string action, string? text, IReadOnlyDictionary<long, Mapper> names)
    {
        var actor = names.GetValueOrDefault(happened.ActorId);
        return new HistoryDto(
            happened.Sequence, happened.Task.Number, action, text, happened.At, actor?.Username ?? $"user_{happened.ActorId}", actor?.PictureUrl, null);
    }
}
