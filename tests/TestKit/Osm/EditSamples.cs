using OsmTasking.Core.Edits;

namespace OsmTasking.TestKit.Osm;

/// <summary>Edits for tests.</summary>
public static class EditSamples
{
    /// <summary>A queued edit that sets tags of a node.</summary>
    public static Edit Fix(long node, int version, string key, string? value, long mapper = 7, double longitude = 9.5, double latitude = 47.1, long? item = null) =>
        Of([new ElementChange.TagFix(new(OsmElementKind.Node, node), version, new Dictionary<string, string?> { [key] = value })], mapper, longitude, latitude, item ?? node);

    public static Edit Of(IReadOnlyList<ElementChange> changes, long mapper = 7, double longitude = 9.5, double latitude = 47.1, long? item = 1) =>
        new(Guid.NewGuid(), mapper, 1, new EditPin(longitude, latitude), changes, "Named what I saw") { Item = item, Source = "survey", State = EditState.Queued };

    public static OsmElement Node(long id, int version, double longitude, double latitude, params (string Key, string Value)[] tags) =>
        new(new(OsmElementKind.Node, id), version) { Longitude = longitude, Latitude = latitude, Tags = tags.ToDictionary(tag => tag.Key, tag => tag.Value) };

    public static OsmElement Way(long id, int version, long[] nodes, params (string Key, string Value)[] tags) =>
        new(new(OsmElementKind.Way, id), version) { Nodes = nodes, Tags = tags.ToDictionary(tag => tag.Key, tag => tag.Value) };

    /// <summary>What a decision makes of an edit that must be allowed.</summary>
    public static Edit After(this Edit edit, EditCommand command) => Assert.IsType<EditDecision.Accepted>(EditMachine.Decide(edit, command)).Next;
}
