using Microsoft.Data.Sqlite;
using OsmTasking.Core.Jobs;

namespace OsmTasking.Sqlite;

/// <summary>Jobs as rows, in the order of the statements of <see cref="Sql.JobSql"/>.</summary>
internal static class JobRows
{
    internal static Job Read(SqliteDataReader row) => new(Guid.ParseExact(row.GetString(19), "N"), row.GetString(0), row.GetString(1))
    {
        Queue = (JobQueueName)row.GetInt32(2),
        Priority = row.GetInt32(3),
        RequestKey = row.Text(4),
        Owner = row.Text(5),
        State = (JobState)row.GetInt32(6),
        Attempt = row.GetInt32(7),
        Failures = row.GetInt32(8),
        MaxAttempts = row.GetInt32(9),
        CreatedAt = row.Time(10),
        DueAt = row.Time(11),
        StartedAt = row.IsDBNull(12) ? null : row.Time(12),
        FinishedAt = row.IsDBNull(13) ? null : row.Time(13),
        Worker = row.Text(14),
        Progress = row.GetDouble(15),
        Stage = row.Text(16),
        Result = row.Text(17),
        Error = row.Text(18),
    };

    internal static string Key(Guid id) => id.ToString("N");

    internal static object?[] Values(Job job) =>
    [
        job.Kind, job.Payload, (int)job.Queue, job.Priority, job.RequestKey, job.Owner, (int)job.State, job.Attempt, job.Failures, job.MaxAttempts,
        job.CreatedAt.UtcTicks, job.DueAt.UtcTicks, job.StartedAt?.UtcTicks, job.FinishedAt?.UtcTicks, job.Worker, job.Progress, job.Stage, job.Result, job.Error, Key(job.Id),
    ];

    internal static object?[] Changes(Job job) =>
    [
        Key(job.Id), (int)job.State, job.Attempt, job.Failures, job.DueAt.UtcTicks, job.StartedAt?.UtcTicks, job.FinishedAt?.UtcTicks, job.Worker, job.Progress, job.Stage,
        job.Result, job.Error,
    ];
}
