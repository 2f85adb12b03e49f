using OsmTasking.Core.Edits;

namespace OsmTasking.Hosting.Edits;

/// <summary>Why OSM refused; each has one way to go on (see <see cref="EditSender"/>).</summary>
public enum OsmRefusalKind
{
    /// <summary>400: the request is wrong and will stay so.</summary>
    BadRequest,

    /// <summary>401, 403: the token is missing or revoked, lacks the scope, or the account may not write.</summary>
    NoRight,

    /// <summary>404: there is no such changeset or element.</summary>
    NotFound,

    /// <summary>409: somebody wrote another version.</summary>
    VersionMismatch,

    /// <summary>409: the changeset is closed.</summary>
    ChangesetClosed,

    /// <summary>409: the changeset would have too many elements.</summary>
    ChangesetFull,

    /// <summary>409: the changeset belongs to somebody else, or an element names another.</summary>
    WrongChangeset,

    /// <summary>410: the element is deleted.</summary>
    Gone,

    /// <summary>412: something still uses it, or it refers to something that is missing.</summary>
    Precondition,

    /// <summary>413: the changeset would cover too much.</summary>
    TooLarge,

    /// <summary>429, 509: slower.</summary>
    TooFast,

    /// <summary>Any other refusal.</summary>
    Other,
}

/// <summary>A refusal of the OSM API. Nothing was changed.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">What the server said, 500 characters at the most.</param>
public sealed record OsmRefusal(OsmRefusalKind Kind, int Status, string Text)
{
    /// <summary>Gets how long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    private const int LongestText = 500;

    /// <summary>Reads a refusal. Pure.</summary>
    /// <param name="status">The status, 400 to 499 or 509.</param>
    /// <param name="text">The body.</param>
    /// <param name="retryAfter">The header of that name.</param>
    public static OsmRefusal Read(int status, string text, TimeSpan? retryAfter = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var kind = status switch
        {
            400 => OsmRefusalKind.BadRequest,
            401 or 403 => OsmRefusalKind.NoRight,
            404 => OsmRefusalKind.NotFound,
            409 => Conflict(text),
            410 => OsmRefusalKind.Gone,
            412 => OsmRefusalKind.Precondition,
            413 => OsmRefusalKind.TooLarge,
            429 or 509 => OsmRefusalKind.TooFast,
            _ => OsmRefusalKind.Other,
        };
        return new OsmRefusal(kind, status, (text.Length > LongestText ? text[..LongestText] : text).Replace("\0", string.Empty, StringComparison.Ordinal)) { RetryAfter = retryAfter };
    }

    private static OsmRefusalKind Conflict(string text) =>
        text.Contains("Version mismatch", StringComparison.OrdinalIgnoreCase) ? OsmRefusalKind.VersionMismatch
        : text.Contains("was closed at", StringComparison.OrdinalIgnoreCase) || text.Contains("already been closed", StringComparison.OrdinalIgnoreCase) ? OsmRefusalKind.ChangesetClosed
        : text.Contains("limit", StringComparison.OrdinalIgnoreCase) || text.Contains("size", StringComparison.OrdinalIgnoreCase) || text.Contains("too many", StringComparison.OrdinalIgnoreCase) ? OsmRefusalKind.ChangesetFull
        : text.Contains("own that changeset", StringComparison.OrdinalIgnoreCase) || text.Contains("Changeset mismatch", StringComparison.OrdinalIgnoreCase) ? OsmRefusalKind.WrongChangeset
        : OsmRefusalKind.Other;
}

/// <summary>What came of a call.</summary>
/// <typeparam name="T">What a good answer holds.</typeparam>
public abstract record OsmAnswer<T>
{
    private OsmAnswer()
    {
    }

    /// <summary>It was done.</summary>
    public sealed record Done(T Value) : OsmAnswer<T>;

    /// <summary>It was refused, and nothing was changed.</summary>
    public sealed record Refused(OsmRefusal Why) : OsmAnswer<T>;

    /// <summary>Whether it was done is not known: no answer, an answer of 5xx, or one that cannot be read.</summary>
    public sealed record Unknown(string What) : OsmAnswer<T>;
}

/// <summary>A changeset as OSM has it.</summary>
/// <param name="IsOpen">Whether anything can still be uploaded to it.</param>
/// <param name="ChangesCount">How many elements were uploaded.</param>
public readonly record struct OsmChangeset(bool IsOpen, int ChangesCount);

/// <summary>The calls of the OSM API 0.6 that edits need.</summary>
public interface IOsmApi
{
    /// <summary>Opens a changeset.</summary>
    ValueTask<OsmAnswer<long>> CreateChangesetAsync(string token, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken = default);

    /// <summary>Uploads changes: all of them, or none. Of several changes of a kind the order is kept.</summary>
    /// <param name="token">The OAuth 2 token of the mapper.</param>
    /// <param name="changeset">The changeset.</param>
    /// <param name="changes">Creations, modifications and deletions; never a <see cref="ElementChange.TagFix"/>.</param>
    /// <param name="cancellationToken">Gives up; whether it was done is then not known.</param>
    ValueTask<OsmAnswer<IReadOnlyList<UploadedElement>>> UploadAsync(string token, long changeset, IReadOnlyList<ElementChange> changes, CancellationToken cancellationToken = default);

    /// <summary>Closes a changeset: nothing can be uploaded to it from then on, not even what is still on its way.</summary>
    ValueTask<OsmAnswer<bool>> CloseChangesetAsync(string token, long changeset, CancellationToken cancellationToken = default);

    /// <summary>Reads a changeset.</summary>
    ValueTask<OsmAnswer<OsmChangeset>> ReadChangesetAsync(string token, long changeset, CancellationToken cancellationToken = default);

    /// <summary>Reads the present versions of elements, deleted ones too; those that never were are left out.</summary>
    ValueTask<OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>> ReadElementsAsync(string token, IReadOnlyCollection<OsmElementId> elements, CancellationToken cancellationToken = default);

    /// <summary>Reads a version of an element.</summary>
    ValueTask<OsmAnswer<OsmElement>> ReadVersionAsync(string token, OsmElementId element, int version, CancellationToken cancellationToken = default);
}
