using OsmTasking.Core.Items;

namespace OsmTasking.Core.Edits;

/// <summary>Completes items through the item workflow: open ones become fixed, by the mapper whose edit it was.</summary>
/// <remarks>
/// The lease may have run out while the edit was on its way, or be another's by now; OSM has the edit all the same, so the item is fixed whoever holds it (the
/// history says so). What somebody has finished otherwise meanwhile stays as it is. The edit's id is the Idempotency-Key.
/// </remarks>
/// <param name="items">Where items are.</param>
/// <param name="workflow">What writes them.</param>
public sealed class EditedItems(IItemStore items, ItemWorkflow workflow) : IEditedItems
{
    /// <inheritdoc/>
    /// <exception cref="StoreException">The store failed, or others kept changing the item: it is to be done again.</exception>
    public async ValueTask CompleteAsync(Edit edit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edit);
        if (edit.Item is not { } number || await items.FindAsync(new ItemId(edit.ProjectId, number), cancellationToken).ConfigureAwait(false) is not { Status: ItemStatus.Open } item)
        {
            return;
        }

        var fixedByMapper = new ItemCommand.Finish(edit.MapperId, ItemStatus.Fixed) { Force = true };
        var request = ItemRequest.For(edit.ProjectId, item.ExternalId, fixedByMapper) with { Key = $"edit-{edit.Id:N}" };
        if (await workflow.ExecuteAsync(request, TimeSpan.FromMinutes(15), cancellationToken).ConfigureAwait(false) is ItemOutcome.Refused { Refusal.Reason: ItemRefusalReason.Contended })
        {
            throw new StoreException($"Item {number} of project {edit.ProjectId} is changed by others all the time.", isTransient: true);
        }
    }
}
