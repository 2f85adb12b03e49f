namespace OsmTasking.Core.Edits;

/// <summary>Where an edit stands.</summary>
public enum EditState
{
    /// <summary>The mapper has not let go of it.</summary>
    Draft = 0,

    /// <summary>It waits for its turn.</summary>
    Queued = 1,

    /// <summary>It has a changeset, whose id is stored; nothing was sent.</summary>
    ChangesetOpen = 2,

    /// <summary>It is being sent, or was: whether OSM took it is not known.</summary>
    Uploading = 3,

    /// <summary>OSM took it. The item is still to be completed and the changeset to be closed.</summary>
    Applied = 4,

    /// <summary>OSM took it, the item is completed, the changeset closed: the end.</summary>
    Closed = 5,

    /// <summary>Somebody changed the same: it is handed back to the mapper.</summary>
    Conflict = 6,

    /// <summary>OSM asks to go slower: it waits, unchanged.</summary>
    RateLimited = 7,

    /// <summary>OSM will never take it as it is: it is handed back to the mapper.</summary>
    Invalid = 8,

    /// <summary>The mapper took it back: the end.</summary>
    Withdrawn = 9,
}

/// <summary>Why an edit came back.</summary>
public enum EditFault
{
    /// <summary>It did not.</summary>
    None = 0,

    /// <summary>Somebody changed the same tags or the same shape meanwhile.</summary>
    Clash,

    /// <summary>OSM already has what the edit wants: the item may be marked already fixed.</summary>
    AlreadyDone,

    /// <summary>The element is deleted: the item may be marked already fixed.</summary>
    Gone,

    /// <summary>Something still uses what the edit deletes, or it refers to something that is missing.</summary>
    Precondition,

    /// <summary>OSM refuses it: its text says why.</summary>
    Refused,

    /// <summary>By itself it covers more than a changeset may.</summary>
    TooLarge,

    /// <summary>The account may not write: the mapper has to sign in again, or accept terms, or wait out a block.</summary>
    NoRight,
}

/// <summary>A mapper's change to OSM on its way there: the row is the authority, and nothing is sent that it does not tell of.</summary>
/// <param name="Id">Its id, chosen by whoever makes it, so that making it twice makes one.</param>
/// <param name="MapperId">Whose change it is, and whose right to write is used.</param>
/// <param name="ProjectId">The item project.</param>
/// <param name="Pin">Where it is: edits are grouped by place.</param>
/// <param name="Changes">What to do; at least one.</param>
/// <param name="Comment">The mapper's words for the changeset; never made up.</param>
public sealed record Edit(Guid Id, long MapperId, long ProjectId, EditPin Pin, IReadOnlyList<ElementChange> Changes, string Comment)
{
    /// <summary>Gets the number of the item it completes, or <see langword="null"/>.</summary>
    public long? Item { get; init; }

    /// <summary>Gets where the mapper knows it from, for the changeset; may be empty.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>Gets where it stands.</summary>
    public EditState State { get; init; }

    /// <summary>Gets the changeset it was or is being sent in.</summary>
    public long? Changeset { get; init; }

    /// <summary>Gets why it came back.</summary>
    public EditFault Fault { get; init; }

    /// <summary>Gets what OSM said, or what clashes, in words for the mapper.</summary>
    public string? Message { get; init; }

    /// <summary>Gets the versions that came of it, element by element in the order of the changes, once it is applied and the answer arrived.</summary>
    public IReadOnlyList<UploadedElement> Uploaded { get; init; } = [];

    /// <summary>Gets the version of the row, for compare-and-swap: raised by one with every write.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Gets a value indicating whether it has come to its end: in OSM, or taken back.</summary>
    public bool IsThrough => State is EditState.Closed or EditState.Withdrawn;

    /// <summary>Gets a value indicating whether a worker still has something to do with it.</summary>
    public bool IsOpen => State is EditState.Queued or EditState.ChangesetOpen or EditState.Uploading or EditState.Applied or EditState.RateLimited;
}

/// <summary>A place: EPSG:4326, degrees.</summary>
/// <param name="Longitude">−180 to 180.</param>
/// <param name="Latitude">−90 to 90.</param>
public readonly record struct EditPin(double Longitude, double Latitude);

/// <summary>What an upload made of an element.</summary>
/// <param name="Element">As it was sent.</param>
/// <param name="NewId">Its id in OSM; <see langword="null"/> when it was deleted.</param>
/// <param name="NewVersion">Its version now; <see langword="null"/> when it was deleted.</param>
public readonly record struct UploadedElement(OsmElementId Element, long? NewId, int? NewVersion);
