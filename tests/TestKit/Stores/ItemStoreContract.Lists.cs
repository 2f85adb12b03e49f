using OsmTasking.Core.Items;

namespace OsmTasking.TestKit.Stores;

public abstract partial class ItemStoreContract
{
    [Fact]
    public async Task List_FiltersByEverything()
    {
        var project = await ProjectAsync(10);
        Done(await DoAsync(project, 1, new ItemCommand.Claim(1)));
        Done(await DoAsync(project, 2, new ItemCommand.Claim(1)));
        Done(await DoAsync(project, 2, new ItemCommand.Finish(1, ItemStatus.Unfixable)));
        Done(await DoAsync(project, 3, new ItemCommand.Archive(1)));
        var tag = new ItemTag(project.Id, Guid.NewGuid(), "odd") { Created = Time.GetUtcNow(), Updated = Time.GetUtcNow() };
        Assert.True(await Notes.SaveTagAsync(tag));
        await Notes.TagAsync(new ItemTagging(new ItemId(project.Id, 5), tag.Id, Time.GetUtcNow()));
        var all = new ItemQuery(project.Id) { Now = Time.GetUtcNow() };

        await AssertListAsync(all, 1, 2, 4, 5, 6, 7, 8, 9, 10);
        await AssertListAsync(all with { Locked = true }, 1);
        await AssertListAsync(all with { Locked = false, Take = 3 }, 2, 4, 5);
        await AssertListAsync(all with { Locked = true, Now = all.Now + Lifetime });
        await AssertListAsync(all with { Status = ItemStatus.Unfixable }, 2);
        await AssertListAsync(all with { After = 4, Skip = 1, Take = 2 }, 6, 7);
        await AssertListAsync(all with { Box = (new ItemPin(0.05, -1), new ItemPin(0.08, 1)) }, 6, 7);
        await AssertListAsync(all with { Tags = [tag.Id, Guid.NewGuid()] }, 5);
        await AssertListAsync(all with { From = all.Now });
        await AssertListAsync(all with { From = all.Now.AddSeconds(-1), To = all.Now.AddSeconds(1), Take = 1 }, 1);
        Assert.Equal(9, (await Items.ListAsync(all with { Shuffle = int.MaxValue / 2 })).Select(item => item.Id.Number).Distinct().Count());
        Assert.Equal(9, (await Items.CountByQuadkeyAsync(all, "", 1)).Values.Sum());
        Assert.Equal(1, (await Items.CountByQuadkeyAsync(all with { Locked = true }, (await FindAsync(project, 1)).Quadkey[..5], 13)).Values.Sum());
        Assert.Equal(
            [(null, ItemStatus.Open, 7L), (null, ItemStatus.Unfixable, 1L), ("odd", ItemStatus.Open, 1L)],
            (await Items.CountByTagAsync(project.Id)).Select(count => (count.Tag, count.Status, count.Count)).OrderBy(count => count.Tag, StringComparer.Ordinal).ThenBy(count => count.Status));
    }

    [Fact]
    public async Task Version_ChangesWithEveryChange_AndOnlyThen()
    {
        var (project, other) = (await ProjectAsync(3), await ProjectAsync(1));
        var tag = new ItemTag(project.Id, Guid.NewGuid(), "odd") { Created = Time.GetUtcNow(), Updated = Time.GetUtcNow() };
        var tagging = new ItemTagging(new ItemId(project.Id, 1), tag.Id, Time.GetUtcNow());
        var seen = new HashSet<string> { await Items.VersionAsync(project.Id) };
        var elsewhere = await Items.VersionAsync(other.Id);

        await ChangesAsync(async () => await NextAsync(project, 7, new ItemPick.Sequence(0)));
        await ChangesAsync(async () => Done(await DoAsync(project, 1, new ItemCommand.Finish(7, ItemStatus.Fixed))));
        await ChangesAsync(async () => await ImportAsync(project, Row(4)));
        await ChangesAsync(async () => await Notes.SaveTagAsync(tag));
        await ChangesAsync(async () => await Notes.TagAsync(tagging));
        await ChangesAsync(async () => await Notes.UntagAsync(tagging.Item, tag.Id));
        await ChangesAsync(async () => await Notes.DeleteTagAsync(project.Id, tag.Id));
        await ChangesAsync(async () => Done(await DoAsync(project, 2, new ItemCommand.Archive(7))));

        Assert.Equal(elsewhere, await Items.VersionAsync(other.Id));

        async Task ChangesAsync(Func<Task> change)
        {
            await change();
            var version = await Items.VersionAsync(project.Id);
            Assert.True(seen.Add(version), $"{version} came before");
            Assert.Equal(version, await Items.VersionAsync(project.Id));
        }
    }

    [Fact]
    public async Task Projects_KeepTheirNames_Apart()
    {
        var one = await ProjectAsync(0, new ItemProjectSettings { Roles = new Dictionary<long, ItemRole> { [77] = ItemRole.Editor } });
        var two = await ProjectAsync(0);

        Assert.Equal(ItemRole.Editor, (await Projects.FindAsync(one.Key))!.Settings.Roles[77]);
        Assert.Null(await Projects.CreateAsync(one with { Key = Guid.NewGuid() }));
        Assert.Equal(ItemProjectSave.NameTaken, await Projects.TrySaveAsync(two with { Name = one.Name, Version = 2 }));
        Assert.Equal(ItemProjectSave.Saved, await Projects.TrySaveAsync(two with { Archived = true, Version = 2 }));
        Assert.Equal(ItemProjectSave.Conflict, await Projects.TrySaveAsync(two with { Version = 2 }));
        Assert.True((await Projects.FindAsync(two.Id))!.Archived);
        Assert.Equal([one.Id, two.Id], (await Projects.ListAsync()).Select(project => project.Id));
        Assert.True(await Projects.TryUseAsync(one.Id, 1, ItemUse.Imports, ItemQuota.DayOf(Time.GetUtcNow()), 1));
        Assert.False(await Projects.TryUseAsync(one.Id, 1, ItemUse.Imports, ItemQuota.DayOf(Time.GetUtcNow()), 1));
    }

    [Fact]
    public async Task Tags_AndComments_ComeAndGo()
    {
        var project = await ProjectAsync(2);
        var item = new ItemId(project.Id, 1);
        var tag = new ItemTag(project.Id, Guid.NewGuid(), "a") { Metadata = "{\"x\":1}", Created = Time.GetUtcNow(), Updated = Time.GetUtcNow() };
        var comment = new ItemComment(item, Guid.NewGuid(), 5, "Ж '); --") { Pin = new ItemPin(1, 2), Created = Time.GetUtcNow() };

        Assert.True(await Notes.SaveTagAsync(tag));
        Assert.False(await Notes.SaveTagAsync(tag with { Id = Guid.NewGuid() }));
        Assert.True(await Notes.SaveTagAsync(tag with { Name = "b" }));
        Assert.Equal([tag with { Name = "b" }], await Notes.TagsAsync(project.Id));
        await Notes.TagAsync(new ItemTagging(item, tag.Id, Time.GetUtcNow()));
        await Notes.TagAsync(new ItemTagging(item, tag.Id, Time.GetUtcNow()));
        Assert.Single(await Notes.TaggingsAsync(project.Id, [1, 2]));
        Assert.True(await Notes.UntagAsync(item, tag.Id));
        Assert.False(await Notes.UntagAsync(item, tag.Id));
        await Notes.TagAsync(new ItemTagging(item, tag.Id, Time.GetUtcNow()));
        Assert.True(await Notes.DeleteTagAsync(project.Id, tag.Id));
        Assert.Empty(await Notes.TaggingsAsync(project.Id, [1]));
        await Notes.AddCommentAsync(comment);
        Assert.Equal([comment], await Notes.CommentsAsync(item));
        Assert.True(await Notes.DeleteCommentAsync(item, comment.Id));
        Assert.False(await Notes.DeleteCommentAsync(item, comment.Id));
    }

    private async Task AssertListAsync(ItemQuery query, params long[] numbers) => Assert.Equal(numbers, (await Items.ListAsync(query)).Select(item => item.Id.Number));
}
