using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Pbf;
using OsmTasking.Extraction.Summaries;

namespace ReferenceApi.Commands;

/// <summary>Tells what is in an OSM file.</summary>
public static class InfoCommand
{
    public static Command Create(Action<Command, Func<ParseResult, CancellationToken, Task<int>>> run)
    {
        var file = new Argument<string>("FILE") { Description = "An .osm.pbf, .osm or .osm.gz file." };
        var extended = new Option<bool>("--extended", "-e") { Description = "Read all of it: counts, box, times, ids, order." };
        var json = new Option<bool>("--json", "-j") { Description = "Write JSON." };
        var command = new Command("info", "Tell what is in an OSM file.\n\nExample: osmtasking info malta.osm.pbf --extended") { file, extended, json };
        run(command, (parsed, cancel) => RunAsync(parsed.GetValue(file)!, parsed.GetValue(extended), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string path, bool extended, bool json, CancellationToken cancellationToken)
    {
        var source = OsmFile.Open(path);
        var header = (source as PbfFile)?.ReadHeader();
        var summary = !extended ? null : await ProgressBar.ShowAsync(
            $"info {Path.GetFileName(path)}",
            progress => Task.FromResult(SourceSummary.Of(source, ProgressBar.OfOneReading(progress, source), cancellationToken)));
        var facts = Facts(path, source, header, summary);
        Console.Out.Write(json ? Json(facts) : Text(facts));
        return 0;
    }

    private static List<(string Name, object? Value)> Facts(string path, IOsmSource source, PbfHeader? header, SourceSummary? summary)
    {
        List<(string, object?)> facts = [("file", Path.GetFileName(path)), ("bytes", source.LengthInBytes)];
        if (header is not null)
        {
            facts.AddRange(
            [
                ("header.bounds", header.Bounds), ("header.requiredFeatures", header.RequiredFeatures), ("header.optionalFeatures", header.OptionalFeatures),
                ("header.writingProgram", header.WritingProgram), ("header.replicationTimestamp", header.ReplicationTimestamp),
                ("header.replicationSequence", header.ReplicationSequence), ("header.replicationUrl", header.ReplicationUrl),
            ]);
        }

        if (summary is not null)
        {
            facts.AddRange([("data.bounds", summary.Bounds), ("data.firstTimestamp", summary.FirstTimestamp), ("data.lastTimestamp", summary.LastTimestamp)]);
            facts.AddRange(Of("nodes", summary.Nodes));
            facts.AddRange(Of("ways", summary.Ways));
            facts.AddRange(Of("relations", summary.Relations));
            facts.AddRange(
            [
                ("data.sorted", summary.IsSorted),
                ("data.firstOutOfOrder", summary.FirstOutOfOrder is { } late ? $"{OsmFeature.KindName(late.Kind)}/{late.Id}" : null),
                ("data.furtherVersions", summary.FurtherVersions), ("data.deletedVersions", summary.Deleted),
                ("problems.waysWithFewerThanTwoNodes", summary.ShortWays), ("problems.relationsWithoutMembers", summary.EmptyRelations),
                ("without.version", summary.Without.Version), ("without.timestamp", summary.Without.Timestamp), ("without.changeset", summary.Without.Changeset),
                ("without.uid", summary.Without.UserId), ("without.user", summary.Without.User),
            ]);
        }

        return facts.FindAll(fact => fact.Item2 is not null);
    }

    private static IEnumerable<(string, object?)> Of(string name, KindSummary kind)
    {
        yield return ($"{name}.count", kind.Count);
        if (kind.Count > 0)
        {
            yield return ($"{name}.tagged", kind.Tagged);
            yield return ($"{name}.tags", kind.Tags);
            yield return ($"{name}.references", name == "nodes" ? null : kind.References);
            yield return ($"{name}.smallestId", kind.SmallestId);
            yield return ($"{name}.largestId", kind.LargestId);
        }
    }

    private static string Text(List<(string Name, object? Value)> facts)
    {
        var text = new StringBuilder();
        var width = facts.Max(fact => fact.Name.Length);
        foreach (var (name, value) in facts)
        {
            text.Append(name.PadRight(width)).Append("  ").AppendLine(value switch
            {
                IReadOnlyList<string> list => string.Join(", ", list),
                (double west, double south, double east, double north) => string.Create(CultureInfo.InvariantCulture, $"{west:0.#######},{south:0.#######},{east:0.#######},{north:0.#######}"),
                DateTimeOffset time => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                bool yes => yes ? "yes" : "no",
                _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
            });
        }

        return text.ToString();
    }

    private static string Json(List<(string Name, object? Value)> facts)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            string? open = null;
            foreach (var (name, value) in facts)
            {
                var dot = name.IndexOf('.', StringComparison.Ordinal);
                var group = dot < 0 ? null : name[..dot];
                if (group != open)
                {
                    if (open is not null)
                    {
                        json.WriteEndObject();
                    }

                    if (group is not null)
                    {
                        json.WriteStartObject(group);
                    }

                    open = group;
                }

                json.WritePropertyName(name[(dot + 1)..]);
                Write(json, value!);
            }

            if (open is not null)
            {
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + Environment.NewLine;
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case long number:
                json.WriteNumberValue(number);
                break;
            case bool yes:
                json.WriteBooleanValue(yes);
                break;
            case DateTimeOffset time:
                json.WriteStringValue(time.UtcDateTime);
                break;
            case IReadOnlyList<string> list:
                json.WriteStartArray();
                foreach (var item in list)
                {
                    json.WriteStringValue(item);
                }

                json.WriteEndArray();
                break;
            case (double west, double south, double east, double north):
                json.WriteStartArray();
                json.WriteNumberValue(west);
                json.WriteNumberValue(south);
                json.WriteNumberValue(east);
                json.WriteNumberValue(north);
                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }
}
