using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>What every <see cref="IOutbox"/> does.</summary>
public abstract class OutboxContract : StoreContract
{
    private IOutbox Outbox => Stores.Outbox;

    [Fact]
    public async Task Read_AfterTransitions_TellsEachOnceInOrderUntilDeleted()
    {
        var (first, second) = (await ProjectWithAsync(Stores, 3), await ProjectWithAsync(Stores, 3));
        Assert.Empty(await Outbox.ReadAsync(10));
        await WriteAsync(first, 1);
        await WriteAsync(second, 3);
        await WriteAsync(first, 2);

        var entries = await Outbox.ReadAsync(10);

        Assert.Equal([(first, 1), (second, 3), (first, 2)], entries.Select(entry => (entry.ProjectId, Assert.Single(entry.Tasks))));
        Assert.Equal(3, entries.Select(entry => (entry.ProjectId, entry.Id)).Distinct().Count());
        Assert.Equal(2, (await Outbox.ReadAsync(2)).Count);

        await Outbox.DeleteAsync([entries[0], entries[1]]);
        await Outbox.DeleteAsync([entries[0]]);
        await Outbox.DeleteAsync([]);

        var left = Assert.Single(await Outbox.ReadAsync(10));
        Assert.Equal((first, entries[2].Id), (left.ProjectId, left.Id));
    }

    [Fact]
    public async Task Write_ThatIsRefused_LeavesNothingToTell()
    {
        var project = await ProjectWithAsync(Stores, 1);
        var task = await TaskAsync(Stores, project);
        await Tasks.WriteAsync(LockWrite(task, MapperLease.None(1)));

        Assert.Equal(WriteResult.Conflict, await Tasks.WriteAsync(LockWrite(task, MapperLease.None(2))));

        Assert.Single(await Outbox.ReadAsync(10));
    }

    [Fact]
    public async Task ReadAndDelete_WhileOthersWrite_MissesNoWrite()
    {
        const int Count = 60;
        var project = await ProjectWithAsync(Stores, Count);
        var heard = new List<int>();
        var writing = AtOnceAsync(6, async writer =>
        {
            for (var number = writer + 1; number <= Count; number += 6)
            {
                await WriteAsync(project, number);
            }

            return 0;
        });
        while (true)
        {
            var over = writing.IsCompleted;
            var entries = await Outbox.ReadAsync(7);
            heard.AddRange(entries.SelectMany(entry => entry.Tasks));
            await Outbox.DeleteAsync(entries);
            if (over && entries.Count == 0)
            {
                break;
            }
        }

        await writing;
        Assert.Equal(Enumerable.Range(1, Count), heard.Order());
    }

    private async Task WriteAsync(long project, int number) =>
        Assert.Equal(WriteResult.Written, await Tasks.WriteAsync(LockWrite(await TaskAsync(Stores, project, number), MapperLease.None((project * 1000) + number))));
}
