using System.Diagnostics;

namespace OsmTasking.Core.Items;

/// <summary>The life of an item. Pure: no clock, no store.</summary>
/// <remarks>
/// Any status may follow any other, as in to-fix; what is guarded is who may say so: the holder of a live lease, known by
/// its token. An expired lease counts as none, whether or not anything swept it.
/// </remarks>
public static class ItemMachine
{
    /// <summary>Decides.</summary>
    /// <param name="item">The item as stored.</param>
    /// <param name="command">What is wanted.</param>
    /// <param name="now">The time.</param>
    /// <param name="lifetime">How long a lease lasts.</param>
    public static ItemResult Decide(Item item, ItemCommand command, DateTimeOffset now, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(command);
        if (item.Archived)
        {
            return command is ItemCommand.Archive ? new ItemResult.Already(item) : Refuse(item, ItemRefusalReason.NoSuchItem);
        }

        var live = item.LiveLease(now);
        if (Settled(item, live, command))
        {
            return new ItemResult.Already(item);
        }

        if (command.Seen is { } seen && seen != item.Version)
        {
            return Refuse(item, ItemRefusalReason.Contended);
        }

        return command.Force ? Act(item, command, now, lifetime, live)
            : live is not null && live.HolderId != command.MapperId ? Refuse(item, ItemRefusalReason.HeldByOther) with { Refusal = Held(item, live) }
            : command.Token is { } token && command is not ItemCommand.Claim && token != item.Token ? Refuse(item, ItemRefusalReason.StaleToken)
            : live is null && NeedsLease(command) ? Refuse(item, ItemRefusalReason.NoLease)
            : Act(item, command, now, lifetime, live);
    }

    /// <summary>Whether the command was carried out before: its answer was lost and it comes again.</summary>
    private static bool Settled(Item item, ItemLease? live, ItemCommand command) => command switch
    {
        ItemCommand.Finish finish => command.Token is { } token && live is null && token == item.Token && item.Status == finish.Status && item.FinishedBy == command.MapperId,
        ItemCommand.Release => item.Lease is null && command.Content is null && (command.Token is null || command.Token == item.Token),
        _ => false,
    };

    private static bool NeedsLease(ItemCommand command) => command is ItemCommand.Finish or ItemCommand.Edit { AsHolder: true };

    private static ItemResult.Accepted Act(Item item, ItemCommand command, DateTimeOffset now, TimeSpan lifetime, ItemLease? live)
    {
        var next = item with { Version = item.Version + 1, Updated = now, Lease = live, Content = command.Content ?? item.Content, Pin = command.Pin ?? item.Pin };
        return command switch
        {
            // Only a change of hands raises the token: whoever extends goes on with the one they have.
            ItemCommand.Claim when live?.HolderId == command.MapperId =>
                Accept(next with { Lease = live with { Until = Later(live.Until, now + lifetime) } }, ItemEventKind.Extended),
            ItemCommand.Claim => Accept(
                next with { Token = item.Token + 1, Lease = new ItemLease(command.MapperId, item.Token + 1, now + lifetime), FinishedBy = null }, ItemEventKind.Claimed),
            ItemCommand.Release => Accept(next with { Lease = null }, ItemEventKind.Released),
            ItemCommand.Skip => Accept(next with { Lease = live?.HolderId == command.MapperId ? null : live }, ItemEventKind.Skipped),
            ItemCommand.Finish finish => Accept(
                next with
                {
                    Status = finish.Status,
                    FinishedBy = command.MapperId,
                    Lease = finish.Status.EndsWork() ? null : live,
                },
                ItemEventKind.Finished,
                finish.Status),
            ItemCommand.Edit => Accept(next, ItemEventKind.Edited),
            ItemCommand.Archive => Accept(next with { Archived = true, Lease = null }, ItemEventKind.Archived),
            _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
        };

        ItemResult.Accepted Accept(Item becomes, ItemEventKind kind, ItemStatus? status = null) => new(
            becomes,
            new ItemEvent(item.Id, becomes.Version, kind, now, command.MapperId)
            {
                Status = status,
                Token = becomes.Token,
                Forced = command.Force && live is not null && live.HolderId != command.MapperId,
            });
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static ItemRefusal Held(Item item, ItemLease live) => new(ItemRefusalReason.HeldByOther, item.Id) { HolderId = live.HolderId, Until = live.Until };

    private static ItemResult.Refused Refuse(Item item, ItemRefusalReason reason) => new(new ItemRefusal(reason, item.Id));
}
