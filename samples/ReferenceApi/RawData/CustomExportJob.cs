using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OsmTasking.Core.Jobs;
using OsmTasking.Extraction.Exports;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Formats;
using OsmTasking.Hosting.Exports;
using OsmTasking.Hosting.Workers;

namespace ReferenceApi.RawData;

/// <summary>Makes the files of a custom export one after another; they appear together, when all are there.</summary>
public sealed class CustomExportJob(IExportSource source, ExportFormats formats, ExportStorage storage, IJobStore jobs, IOptions<ExportOptions> options, TimeProvider time) : IJobHandler
{
    public const string KindOfJob = "custom-export";

    public string Kind => KindOfJob;

    /// <summary>Writes an order as a payload: one request as a pattern, and how each file differs from it.</summary>
    public static string Write(CustomOrder order) => new JsonObject
    {
        ["folder"] = order.Folder,
        ["prefix"] = order.Prefix,
        ["meta"] = order.Meta,
        ["pattern"] = ExportRequestJson.Write(new ExportRequest(order.Area, "geojson", []) { Relation = AreaRelation.Intersects, Unique = false }),
        ["items"] = new JsonArray([.. order.Items.Select(item => (JsonNode)new JsonObject
        {
            ["category"] = item.Category,
            ["type"] = item.Type,
            ["format"] = item.Format,
            ["shape"] = ExportRequestJson.Word(item.Part.Shape),
            ["filter"] = item.Part.Filter?.ToString(),
            ["keys"] = item.Part.Keys is null ? null : new JsonArray([.. item.Part.Keys.Select(key => (JsonNode)JsonValue.Create(key)!)]),
        })]),
    }.ToJsonString();

    public async ValueTask<string> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var order = (JsonObject)JsonNode.Parse(run.Job.Payload)!;
        var pattern = ExportRequestJson.Read((string)order["pattern"]!);
        var (started, begun) = (time.GetUtcNow(), time.GetTimestamp());
        var made = new List<(string File, string Key)>();
        var datasets = new JsonObject();
        try
        {
            var folder = storage.Begin(run.OutputName);
            var items = order["items"]!.AsArray();
            for (var i = 0; i < items.Count; i++)
            {
                run.Tell((double)i / items.Count, $"{(string)items[i]!["category"]!} {(string)items[i]!["type"]!}");
                var file = Path.Combine(folder, $"file{i}");
                var (key, resource) = await MakeAsync(order, items[i]!, pattern, file, cancellationToken);
                made.Add((file, key));
                var name = (string)items[i]!["category"]!;
                datasets[name] ??= new JsonObject { ["resources"] = new JsonArray() };
                datasets[name]!["resources"]!.AsArray().Add(resource);
            }

            var result = new JsonObject
            {
                ["datasets"] = new JsonArray([.. datasets.Select(dataset => (JsonNode)new JsonObject { [dataset.Key] = dataset.Value!.DeepClone() })]),
                ["elapsed_time"] = Words.Duration(time.GetElapsedTime(begun).TotalSeconds),
                ["started_at"] = started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss"),
            }.ToJsonString();
            if ((bool)order["meta"]!)
            {
                var meta = Path.Combine(folder, "meta");
                await File.WriteAllTextAsync(meta, result, cancellationToken);
                made.Add((meta, $"{(string)order["folder"]!}/meta.json"));
            }

            await PublishAsync(run, made, cancellationToken);
            return result;
        }
        catch (FormatLimitException fault)
        {
            throw new JobRefusedException(fault.Message, fault);
        }
        finally
        {
            storage.End(run.OutputName);
        }
    }

    public ValueTask DiscardAsync(Job job, CancellationToken cancellationToken)
    {
        storage.End(job.Ticket.OutputName);
        if (job.Result is { } text)
        {
            foreach (var key in Keys(JsonNode.Parse(text)))
            {
                storage.Remove(key, job.FinishedAt?.AddSeconds(1));
            }
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask PublishAsync(JobRun run, List<(string File, string Key)> made, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!await jobs.HoldsAsync(run.Job.Ticket, cancellationToken))
        {
            throw new OperationCanceledException("Another attempt has the job.");
        }

        foreach (var (file, key) in made)
        {
            storage.Publish(file, key);
        }
    }

    private async ValueTask<(string Key, JsonObject Resource)> MakeAsync(JsonObject order, JsonNode item, ExportRequest pattern, string file, CancellationToken cancellationToken)
    {
        var (category, type, format) = (ExportNames.Plain((string)item["category"]!).ToLowerInvariant(), (string)item["type"]!, (string)item["format"]!);
        var name = $"{(string)order["prefix"]!}_{category}_{type}";
        var part = new ExportRequestPart(
            Enum.Parse<OsmTasking.Extraction.Geometries.Shapes>((string)item["shape"]!, ignoreCase: true),
            (string?)item["filter"] is { } filter ? TagFilter.Parse(filter) : null,
            item["keys"] is JsonArray keys ? [.. keys.Select(key => (string)key!)] : null);
        var known = formats.Find(format) ?? throw new JobRefusedException($"The format {format} is not offered any more.");
        var archive = new ExportArchive(source, time) { Compression = options.Value.Compression, ReadmeText = options.Value.ReadmeText };
        var outcome = await archive.WriteAsync(pattern with { Format = format, Parts = [part], FileName = name }, known, file, null, cancellationToken);
        var key = $"{(string)order["folder"]!}/{category}/{type}/{name}_{format}.zip";
        return (key, new JsonObject
        {
            ["name"] = $"{name}_{format}.zip",
            [CustomResult.Key] = key,
            ["format"] = format,
            ["description"] = format,
            ["size"] = outcome.Bytes,
            ["last_modifed"] = outcome.ExportedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss"),
        });
    }

    private static IEnumerable<string> Keys(JsonNode? node) => node switch
    {
        JsonArray list => list.SelectMany(Keys),
        JsonObject fields => fields.SelectMany(field => field.Key == CustomResult.Key && field.Value is JsonValue value ? [value.GetValue<string>()] : Keys(field.Value)),
        _ => [],
    };
}
