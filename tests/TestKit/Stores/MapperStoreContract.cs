using OsmTasking.Core;
using OsmTasking.Core.People;

namespace OsmTasking.TestKit.Stores;

/// <summary>What every <see cref="IMapperStore"/> does.</summary>
public abstract class MapperStoreContract : StoreContract
{
    [Fact]
    public async Task Save_EveryField_ComesBack()
    {
        var stores = Stores;
        var mapper = new Mapper(Big, Nasty, MapperRole.ReadOnly, 3, Now) { PictureUrl = "https://example.org/ж?a='b'" };

        await stores.Mappers.SaveAsync(mapper);

        Assert.Equal(mapper, await stores.Mappers.FindAsync(Big));
        Assert.Equal(mapper, await stores.Mappers.FindByNameAsync(Nasty));
        Assert.Null(await stores.Mappers.FindAsync(Big - 1));
        Assert.Null(await stores.Mappers.FindByNameAsync("%"));
    }

    [Fact]
    public async Task Save_KnownMapper_ReplacesAllFields()
    {
        var stores = Stores;
        await stores.Mappers.SaveAsync(new Mapper(5, "before", MapperRole.Mapper, 1, Now) { PictureUrl = "x" });
        var renamed = new Mapper(5, "after", MapperRole.Admin, 2, Now.AddDays(1));

        await stores.Mappers.SaveAsync(renamed);

        Assert.Equal(renamed, await stores.Mappers.FindAsync(5));
        Assert.Null(await stores.Mappers.FindByNameAsync("before"));
    }

    [Theory]
    [InlineData("Alice", "aLICE")]
    [InlineData("ärger", "ÄRGER")]
    [InlineData("жук", "ЖУК")]
    public async Task FindByName_OtherCase_IsTheSameMapper(string saved, string asked)
    {
        var stores = Stores;
        await stores.Mappers.SaveAsync(new Mapper(5, saved, MapperRole.Mapper, 1, Now));

        Assert.Equal(saved, (await stores.Mappers.FindByNameAsync(asked))?.Username);
        Assert.Equal(5, (await stores.Mappers.RegisterLocalAsync(asked, Now)).Id);
    }

    [Fact]
    public async Task Save_NameOfAnotherMapper_FailsForGoodAndChangesNothing()
    {
        var stores = Stores;
        var alice = new Mapper(5, "alice", MapperRole.Mapper, 1, Now);
        await stores.Mappers.SaveAsync(alice);

        var fault = await Assert.ThrowsAsync<StoreException>(async () => await stores.Mappers.SaveAsync(alice with { Id = 6, Username = "ALICE" }));

        Assert.False(fault.IsTransient);
        Assert.Equal(alice, await stores.Mappers.FindByNameAsync("alice"));
        Assert.Null(await stores.Mappers.FindAsync(6));
    }

    [Fact]
    public async Task FindMany_SomeUnknown_LeavesThemOut()
    {
        var stores = Stores;
        await stores.Mappers.SaveAsync(new Mapper(1, "a", MapperRole.Mapper, 1, Now));
        await stores.Mappers.SaveAsync(new Mapper(Big, "b", MapperRole.Mapper, 1, Now));

        var found = await stores.Mappers.FindManyAsync([Big, 2, 1, 1]);

        Assert.Equal([1, Big], found.Keys.Order());
        Assert.Equal("b", found[Big].Username);
        Assert.Empty(await stores.Mappers.FindManyAsync([]));
    }

    [Fact]
    public async Task RegisterLocal_FirstMapper_IsAdminAndTheRestAreNot()
    {
        var stores = Stores;

        var first = await stores.Mappers.RegisterLocalAsync("first", Now);
        var second = await stores.Mappers.RegisterLocalAsync(Nasty, Now);

        Assert.Equal((MapperRole.Admin, MapperRole.Mapper), (first.Role, second.Role));
        Assert.True(first.Id < 0 && second.Id < 0 && first.Id != second.Id);
        Assert.Equal(first, await stores.Mappers.RegisterLocalAsync("FIRST", Now.AddDays(1)));
        Assert.Equal(second, await stores.Mappers.FindAsync(second.Id));
        Assert.Equal(("first", 1, Now), (first.Username, first.Level, first.Registered));
    }

    [Fact]
    public async Task RegisterLocal_OneNameManyTimesAtOnce_IsOneMapper()
    {
        var stores = Stores;
        for (var round = 0; round < 3; round++)
        {
            var name = $"mapper {round}";
            var mappers = await AtOnceAsync(32, _ => stores.Mappers.RegisterLocalAsync(name, Now));

            Assert.Single(mappers.Distinct());
        }
    }

    [Fact]
    public async Task RegisterLocal_ManyNamesAtOnce_AreManyMappersAndOneAdmin()
    {
        var stores = Stores;

        var mappers = await AtOnceAsync(32, index => stores.Mappers.RegisterLocalAsync($"mapper {index}", Now));

        Assert.Equal(32, mappers.Select(mapper => mapper.Id).Distinct().Count());
        Assert.Single(mappers, mapper => mapper.Role == MapperRole.Admin);
        Assert.All(mappers, mapper => Assert.True(mapper.Id < 0));
    }
}
