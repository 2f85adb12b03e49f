using System.Text.Json;
using System.Text.Json.Serialization;

namespace OsmTasking.Core.Edits;

/// <summary>The JSON documents that stores keep for changes and what came of them.</summary>
public static partial class EditJson
{
    /// <summary>Writes changes.</summary>
    public static string Write(IReadOnlyList<ElementChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return JsonSerializer.Serialize([.. changes.Select(Row)], EditShape.Default.ChangeRowArray);
    }

    /// <summary>Reads changes.</summary>
    /// <exception cref="JsonException">The document is not one that <c>Write</c> made.</exception>
    public static IReadOnlyList<ElementChange> ReadChanges(string json) => [.. (JsonSerializer.Deserialize(json, EditShape.Default.ChangeRowArray) ?? []).Select(Change)];

    /// <summary>Writes what came of an upload.</summary>
    public static string Write(IReadOnlyList<UploadedElement> uploaded)
    {
        ArgumentNullException.ThrowIfNull(uploaded);
        return JsonSerializer.Serialize([.. uploaded.Select(item => new UploadRow(item.Element.Kind, item.Element.Id, item.NewId, item.NewVersion))], EditShape.Default.UploadRowArray);
    }

    /// <summary>Reads what came of an upload.</summary>
    /// <exception cref="JsonException">The document is not one that <c>Write</c> made.</exception>
    public static IReadOnlyList<UploadedElement> ReadUploaded(string json) =>
        [.. (JsonSerializer.Deserialize(json, EditShape.Default.UploadRowArray) ?? []).Select(row => new UploadedElement(new(row.Kind, row.Id), row.NewId, row.NewVersion))];

    private static ChangeRow Row(ElementChange change) => change switch
    {
        ElementChange.TagFix fix => new("fix", fix.Element.Kind, fix.Element.Id, fix.Version) { Fix = new Dictionary<string, string?>(fix.Tags) },
        ElementChange.Create { Content: var content } => Row("create", content),
        ElementChange.Modify { Content: var content } => Row("modify", content),
        ElementChange.Delete delete => new(delete.IfUnused ? "delete-if-unused" : "delete", delete.Element.Kind, delete.Element.Id, delete.Version),
        _ => throw new ArgumentException($"{change.GetType().Name} cannot be kept.", nameof(change)),
    };

    private static ChangeRow Row(string action, OsmElement content) => new(action, content.Element.Kind, content.Element.Id, content.Version)
    {
        Tags = new Dictionary<string, string>(content.Tags),
        Longitude = content.Longitude,
        Latitude = content.Latitude,
        Nodes = content.Nodes.Count == 0 ? null : [.. content.Nodes],
        Members = content.Members.Count == 0 ? null : [.. content.Members.Select(member => new MemberRow(member.Element.Kind, member.Element.Id, member.Role))],
    };

    private static ElementChange Change(ChangeRow row)
    {
        var id = new OsmElementId(row.Kind, row.Id);
        return row.Action switch
        {
            "fix" => new ElementChange.TagFix(id, row.Version, row.Fix ?? []),
            "create" => new ElementChange.Create(Element(id, row)),
            "modify" => new ElementChange.Modify(Element(id, row)),
            "delete" or "delete-if-unused" => new ElementChange.Delete(id, row.Version, row.Action != "delete"),
            _ => throw new JsonException($"There is no change '{row.Action}'."),
        };
    }

    private static OsmElement Element(OsmElementId id, ChangeRow row) => new(id, row.Version)
    {
        Tags = row.Tags ?? [],
        Longitude = row.Longitude,
        Latitude = row.Latitude,
        Nodes = row.Nodes ?? [],
        Members = [.. (row.Members ?? []).Select(member => new OsmElementMember(new(member.Kind, member.Id), member.Role))],
    };

    internal sealed record ChangeRow(string Action, OsmElementKind Kind, long Id, int Version)
    {
        public Dictionary<string, string?>? Fix { get; init; }

        public Dictionary<string, string>? Tags { get; init; }

        public double? Longitude { get; init; }

        public double? Latitude { get; init; }

        public long[]? Nodes { get; init; }

        public MemberRow[]? Members { get; init; }
    }

    internal sealed record MemberRow(OsmElementKind Kind, long Id, string Role);

    internal sealed record UploadRow(OsmElementKind Kind, long Id, long? NewId, int? NewVersion);

    // A null among the tags of a fix takes a tag away, so that only nulls of whole fields may be left out.
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(ChangeRow[]))]
    [JsonSerializable(typeof(UploadRow[]))]
    private sealed partial class EditShape : JsonSerializerContext;
}
