namespace OsmTasking.Core.Edits;

/// <summary>What can be asked of an edit.</summary>
public abstract record EditCommand
{
    private EditCommand()
    {
    }

    /// <summary>The mapper lets go of it, with other changes if it came back.</summary>
    /// <param name="Changes">What to do instead; <see langword="null"/> leaves it as it is.</param>
    public sealed record Submit(IReadOnlyList<ElementChange>? Changes = null) : EditCommand;

    /// <summary>The mapper takes it back.</summary>
    public sealed record Withdraw : EditCommand;

    /// <summary>It has a changeset. Stored before anything is sent.</summary>
    public sealed record Open(long Changeset) : EditCommand;

    /// <summary>It will now be sent. Stored before the first byte is.</summary>
    public sealed record Send : EditCommand;

    /// <summary>OSM took it.</summary>
    /// <param name="Uploaded">What came of it; empty when that answer was lost.</param>
    public sealed record Apply(IReadOnlyList<UploadedElement> Uploaded) : EditCommand;

    /// <summary>OSM surely has not taken it: it waits for its turn again. Without <paramref name="KeepChangeset"/> it needs another changeset.</summary>
    public sealed record Requeue(bool KeepChangeset = false) : EditCommand
    {
        /// <summary>Gets what OSM said when it waits for its mapper to sign in again; <see langword="null"/> otherwise.</summary>
        public string? NoRight { get; init; }
    }

    /// <summary>OSM asks to go slower; it surely has not taken it.</summary>
    public sealed record Slow(string Message) : EditCommand;

    /// <summary>It goes back to the mapper; OSM surely has not taken it.</summary>
    public sealed record HandBack(EditFault Fault, string Message) : EditCommand;

    /// <summary>The item is completed and the changeset closed.</summary>
    public sealed record Close : EditCommand;
}

/// <summary>The answer to an <see cref="EditCommand"/>. A refusal is an answer, not an exception.</summary>
public abstract record EditDecision
{
    private EditDecision()
    {
    }

    /// <summary>Allowed: the edit as it shall be.</summary>
    public sealed record Accepted(Edit Next) : EditDecision;

    /// <summary>Not allowed from the state it is in.</summary>
    public sealed record NoSuchEdge(EditState From) : EditDecision;
}
