using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using OsmTasking.Core.Items;

namespace ReferenceApi.ToFix;

/// <summary>The parameters of lists of items, read as to-fix reads them.</summary>
internal static partial class ItemListQuery
{
    /// <summary>The most items on a page; to-fix had no limit.</summary>
    private const int LargestPage = 10_000;

    /// <summary>Routes 12: <c>lock</c>, <c>page</c>, <c>page_size</c>, <c>bbox</c>, <c>status</c>, <c>tags</c>, <c>from</c>, <c>to</c>, and those of the last plugin.</summary>
    internal static ItemQuery Page(HttpRequest request, long projectId, DateTimeOffset now)
    {
        var given = request.Query;
        var size = Math.Min(Whole(given["page_size"]) ?? 100, LargestPage);
        var page = Whole(given["page"]) ?? 0;
        return Filter(projectId, now, given["lock"], given["status"], given["tags"], given["from"], given["to"]) with
        {
            Box = given["bbox"].ToString() is { Length: > 0 } text ? Box(text) : null,
            After = Whole(given["after"]) ?? 0,
            Skip = (int)Math.Min((long)page * size, int.MaxValue),
            Take = size,
            WithFeatures = given["fc"] == "true",
            Shuffle = given["random"] == "true" ? RandomNumberGenerator.GetInt32(int.MaxValue) : null,
        };
    }

    internal static ItemQuery Filter(long projectId, DateTimeOffset now, string? locked, string? status, string? tags, string? from, string? to, List<string>? faults = null)
    {
        var query = new ItemQuery(projectId) { Now = now };
        query = locked switch
        {
            null or "" => query,
            "locked" => query with { Locked = true },
            "unlocked" => query with { Locked = false },
            _ => Fault(query, faults, $"Invalid req.query.lock: {locked}"),
        };
        if (!string.IsNullOrEmpty(status))
        {
            query = ItemStatuses.Parse(status) is { } known ? query with { Status = known } : Fault(query, faults, $"Invalid status: {status}");
        }

        if (!string.IsNullOrEmpty(tags))
        {
            var ids = tags.Split(',').Select(text => Guid.TryParseExact(text.Trim(), "D", out var id) ? id : (Guid?)null).ToList();
            query = ids.Count <= 100 && ids.TrueForAll(id => id is not null) ? query with { Tags = [.. ids.OfType<Guid>()] } : Fault(query, faults, "tags must be at most 100 valid UUIDs");
        }

        if (!string.IsNullOrEmpty(from))
        {
            query = Time(from) is { } time ? query with { From = time } : Fault(query, faults, "from parameter must be a valid ISO 8601 date string");
        }

        if (!string.IsNullOrEmpty(to))
        {
            query = Time(to) is { } time ? query with { To = time } : Fault(query, faults, "from parameter must be a valid ISO 8601 date string");
        }

        return query;
    }

    internal static (ItemPin SouthWest, ItemPin NorthEast) Box(string text)
    {
        var numbers = text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : (double?)null).ToList();
        return numbers is [{ } west, { } south, { } east, { } north] ? (new ItemPin(west, south), new ItemPin(east, north)) : throw Say.Bad($"Invalid req.query.bbox: {text}");
    }

    private static ItemQuery Fault(ItemQuery query, List<string>? faults, string text)
    {
        if (faults is null)
        {
            throw Say.Bad(text);
        }

        faults.Add(text);
        return query;
    }

    // Negative numbers and texts that are none mean the default.
    private static int? Whole(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset? Time(string text) =>
        IsoTime().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,7})?)?(Z|[+-]\d\d:?\d\d)?)?$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex IsoTime();
}
