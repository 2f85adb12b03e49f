using System.Diagnostics;

namespace OsmTasking.Core.Edits;

/// <summary>Decides what a command does to an edit: pure, and the only place that knows the edges.</summary>
/// <remarks>
/// <code>
/// Draft → Queued → ChangesetOpen → Uploading → Applied → Closed
///            ↑            ↓            ↓
///            ├──────── RateLimited, Queued (not taken), Conflict and Invalid (handed back, and submitted anew)
/// </code>
/// From Uploading there is no edge that sends again: only one that says whether OSM took it.
/// </remarks>
public static class EditMachine
{
    /// <summary>Decides.</summary>
    public static EditDecision Decide(Edit edit, EditCommand command)
    {
        ArgumentNullException.ThrowIfNull(edit);
        ArgumentNullException.ThrowIfNull(command);
        return command switch
        {
            EditCommand.Submit submit => edit.State is EditState.Draft or EditState.Conflict or EditState.Invalid
                ? Accept(edit with { State = EditState.Queued, Changes = submit.Changes ?? edit.Changes, Changeset = null, Fault = EditFault.None, Message = null })
                : Refuse(edit),
            EditCommand.Withdraw => edit.State is EditState.Draft or EditState.Queued or EditState.RateLimited or EditState.Conflict or EditState.Invalid
                ? Accept(edit with { State = EditState.Withdrawn })
                : Refuse(edit),
            EditCommand.Open open => edit.State is EditState.Queued or EditState.RateLimited
                ? Accept(edit with { State = EditState.ChangesetOpen, Changeset = open.Changeset, Fault = EditFault.None, Message = null })
                : Refuse(edit),
            EditCommand.Send => edit.State == EditState.ChangesetOpen ? Accept(edit with { State = EditState.Uploading }) : Refuse(edit),
            EditCommand.Apply apply => edit.State == EditState.Uploading
                ? Accept(edit with { State = EditState.Applied, Uploaded = apply.Uploaded, Fault = EditFault.None, Message = null })
                : Refuse(edit),
            EditCommand.Requeue requeue => IsOnItsWay(edit)
                ? Accept(requeue.KeepChangeset && edit.Changeset is not null
                    ? edit with { State = EditState.ChangesetOpen }
                    : edit with
                    {
                        State = EditState.Queued,
                        Changeset = null,
                        Fault = requeue.NoRight is null ? edit.Fault : EditFault.NoRight,
                        Message = requeue.NoRight ?? edit.Message,
                    })
                : Refuse(edit),
            EditCommand.Slow slow => IsOnItsWay(edit) ? Accept(edit with { State = EditState.RateLimited, Changeset = null, Message = slow.Message }) : Refuse(edit),
            EditCommand.HandBack back => IsOnItsWay(edit)
                ? Accept(edit with { State = IsConflict(back.Fault) ? EditState.Conflict : EditState.Invalid, Changeset = null, Fault = back.Fault, Message = back.Message })
                : Refuse(edit),
            EditCommand.Close => edit.State == EditState.Applied ? Accept(edit with { State = EditState.Closed }) : Refuse(edit),
            _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
        };
    }

    private static bool IsOnItsWay(Edit edit) => edit.State is EditState.Queued or EditState.RateLimited or EditState.ChangesetOpen or EditState.Uploading;

    private static bool IsConflict(EditFault fault) => fault is EditFault.Clash or EditFault.AlreadyDone or EditFault.Gone;

    private static EditDecision.Accepted Accept(Edit next) => new(next with { Version = next.Version + 1 });

    private static EditDecision.NoSuchEdge Refuse(Edit edit) => new(edit.State);
}
