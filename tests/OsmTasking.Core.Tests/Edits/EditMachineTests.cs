using OsmTasking.Core.Edits;
using OsmTasking.TestKit.Osm;

namespace OsmTasking.Core.Tests.Edits;

public sealed class EditMachineTests
{
    private static readonly Dictionary<string, EditCommand> Commands = new()
    {
        ["submit"] = new EditCommand.Submit(),
        ["withdraw"] = new EditCommand.Withdraw(),
        ["open"] = new EditCommand.Open(5),
        ["send"] = new EditCommand.Send(),
        ["apply"] = new EditCommand.Apply([]),
        ["requeue"] = new EditCommand.Requeue(),
        ["keep"] = new EditCommand.Requeue(KeepChangeset: true),
        ["slow"] = new EditCommand.Slow("slower"),
        ["clash"] = new EditCommand.HandBack(EditFault.Clash, "clash"),
        ["refuse"] = new EditCommand.HandBack(EditFault.Refused, "bad"),
        ["close"] = new EditCommand.Close(),
    };

    // Every edge there is; whatever is not here is refused.
    [Theory]
    [InlineData(EditState.Draft, "submit Queued, withdraw Withdrawn")]
    [InlineData(EditState.Queued, "withdraw Withdrawn, open ChangesetOpen, requeue Queued, keep ChangesetOpen, slow RateLimited, clash Conflict, refuse Invalid")]
    [InlineData(EditState.ChangesetOpen, "send Uploading, requeue Queued, keep ChangesetOpen, slow RateLimited, clash Conflict, refuse Invalid")]
    [InlineData(EditState.Uploading, "apply Applied, requeue Queued, keep ChangesetOpen, slow RateLimited, clash Conflict, refuse Invalid")]
    [InlineData(EditState.Applied, "close Closed")]
    [InlineData(EditState.Closed, "")]
    [InlineData(EditState.Conflict, "submit Queued, withdraw Withdrawn")]
    [InlineData(EditState.RateLimited, "withdraw Withdrawn, open ChangesetOpen, requeue Queued, keep ChangesetOpen, slow RateLimited, clash Conflict, refuse Invalid")]
    [InlineData(EditState.Invalid, "submit Queued, withdraw Withdrawn")]
    [InlineData(EditState.Withdrawn, "")]
    public void Edges_AreThese(EditState from, string edges)
    {
        var edit = EditSamples.Fix(1, 1, "name", "x") with { State = from, Changeset = 4, Version = 9 };

        var found = Commands.Select(command => (command.Key, Answer: EditMachine.Decide(edit, command.Value)))
            .Where(step => step.Answer is EditDecision.Accepted)
            .Select(step => $"{step.Key} {((EditDecision.Accepted)step.Answer).Next.State}");

        Assert.Equal(edges, string.Join(", ", found));
        Assert.All(Commands.Values, command => Assert.True(EditMachine.Decide(edit, command) is EditDecision.NoSuchEdge(var state) ? state == from : edit.After(command).Version == 10));
    }

    [Fact]
    public void Changeset_IsKept_UntilItIsSaidThatNothingCameOfIt()
    {
        var sending = EditSamples.Fix(1, 1, "name", "x").After(new EditCommand.Open(5)).After(new EditCommand.Send());

        Assert.Equal(5, sending.Changeset);
        Assert.Equal(5, sending.After(new EditCommand.Apply([])).After(new EditCommand.Close()).Changeset);
        Assert.Equal(5, sending.After(new EditCommand.Requeue(KeepChangeset: true)).Changeset);
        Assert.Null(sending.After(new EditCommand.Requeue()).Changeset);
        Assert.Null(sending.After(new EditCommand.Slow("x")).Changeset);
    }

    [Fact]
    public void NoRight_IsSaidWhileTheEditWaits_AndForgottenOnceItGoesOut()
    {
        var waiting = EditSamples.Fix(1, 1, "name", "x").After(new EditCommand.Open(5)).After(new EditCommand.Requeue { NoRight = "Couldn't authenticate you" });

        Assert.Equal((EditState.Queued, EditFault.NoRight, "Couldn't authenticate you"), (waiting.State, waiting.Fault, waiting.Message));
        Assert.Equal((EditFault.NoRight, "Couldn't authenticate you"), (waiting.After(new EditCommand.Requeue()).Fault, waiting.After(new EditCommand.Requeue()).Message));
        Assert.Equal((EditFault.None, null), (waiting.After(new EditCommand.Open(6)).Fault, waiting.After(new EditCommand.Open(6)).Message));
    }

    [Fact]
    public void Submit_Anew_ForgetsWhyItCameBack()
    {
        ElementChange[] other = [new ElementChange.Delete(new(OsmElementKind.Node, 1), 2, IfUnused: false)];
        var back = EditSamples.Fix(1, 1, "name", "x").After(new EditCommand.HandBack(EditFault.Clash, "clash"));

        var anew = back.After(new EditCommand.Submit(other));

        Assert.Equal((EditFault.Clash, "clash"), (back.Fault, back.Message));
        Assert.Equal((EditFault.None, null), (anew.Fault, anew.Message));
        Assert.Same(other, anew.Changes);
    }
}
