using System.Text.RegularExpressions;

namespace OsmTasking.Postgis.Tests;

/// <summary>The rules S1 to S16 that a text can be held to, so that the schema runs unchanged on Citus.</summary>
internal static partial class SchemaRules
{
    /// <summary>Tables that belong to no project (S3, S4).</summary>
    private static readonly string[] Directory = ["mapper", "mapper_lease", "project_key", "schema_version", "job", "job_owner", "item_project", "item_quadkey", "service_role", "dataset"];

    /// <summary>Tables distributed by project_id.</summary>
    private static readonly string[] Distributed =
    [
        "project", "task", "task_outline", "task_event", "task_answer", "outbox",
        "item", "item_content", "item_lease", "item_skip", "item_event", "item_answer", "item_usage", "item_tag", "item_tagging", "item_comment",
    ];

    /// <summary>Reads over all projects, each known by a part of it: they decide nothing.</summary>
    private static readonly string[] FansOut = ["where status = any($1)", "from osm_tasking.outbox order by id limit"];

    /// <summary>Checks a migration.</summary>
    internal static IEnumerable<string> Migration(string script)
    {
        var text = Comments().Replace(script, "");
        foreach (Match table in Tables().Matches(text))
        {
            var name = table.Groups["name"].Value;
            var body = table.Groups["body"].Value;
            if (Directory.Contains(name))
            {
                continue;
            }

            if (!Distributed.Contains(name))
            {
                yield return $"{name} is in neither list of tables";
            }

            if (!ProjectId().IsMatch(body))
            {
                yield return $"{name} has no project_id bigint (S1)";
            }

            foreach (Match key in Keys().Matches(body))
            {
                if (!key.Groups["columns"].Value.TrimStart().StartsWith("project_id", StringComparison.Ordinal))
                {
                    yield return $"{name}: {key.Value.Trim()} does not begin with project_id (S1)";
                }
            }
        }

        foreach (Match index in UniqueIndexes().Matches(text))
        {
            if (!Directory.Contains(index.Groups["table"].Value) && !index.Groups["columns"].Value.StartsWith("project_id", StringComparison.Ordinal))
            {
                yield return $"{index.Value} does not begin with project_id (S1)";
            }
        }

        foreach (Match banned in Banned().Matches(text))
        {
            yield return $"'{banned.Value}' is not allowed (S5, S7)";
        }
    }

    /// <summary>Checks a statement: on project data it names one project, or a list of them.</summary>
    internal static IEnumerable<string> Statement(string sql)
    {
        var tables = Distributed.Where(table => Regex.IsMatch(sql, $@"osm_tasking\.{table}\b", RegexOptions.None, TimeSpan.FromSeconds(1))).ToList();
        if (tables.Count > 0 && !NamesProject().IsMatch(sql) && !FansOut.Any(part => sql.Contains(part, StringComparison.Ordinal)))
        {
            yield return $"names no project (S2): {sql}";
        }

        foreach (Match banned in Banned().Matches(sql))
        {
            if (!sql.Contains("pg_advisory_xact_lock(7236912)", StringComparison.Ordinal))
            {
                yield return $"'{banned.Value}' is not allowed (S5, S7)";
            }
        }
    }

    [GeneratedRegex(@"--[^\n]*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comments();

    [GeneratedRegex(@"create table (osm_tasking\.)?(?<name>\w+) \((?<body>.*?)\n\)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tables();

    [GeneratedRegex(@"\bproject_id\s+bigint\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProjectId();

    [GeneratedRegex(@"(primary key|unique|foreign key)\s*\((?<columns>[^)]*)\)|^\s*(?<columns>\w+)[^,\n]*\bprimary key", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Keys();

    [GeneratedRegex(@"create unique index \w+ on osm_tasking\.(?<table>\w+) \((?<columns>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UniqueIndexes();

    [GeneratedRegex(@"\b(create trigger|notify|pg_advisory\w*|random\(\)|gen_random_uuid|clock_timestamp|merge into)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Banned();

    [GeneratedRegex(@"\bproject_id\s*=\s*(\$1|any\(\$1\))|insert into osm_tasking\.\w+ \(project_id|select \$1,", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamesProject();
}
