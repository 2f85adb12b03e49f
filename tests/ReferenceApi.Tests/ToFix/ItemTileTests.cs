using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OsmTasking.Core.Items;
using OsmTasking.Core.Tasks;
using ReferenceApi.ToFix;

namespace ReferenceApi.Tests.ToFix;

/// <summary>Open items as vector tiles: where they lie, how many, and never older than their version.</summary>
public class ItemTileTests
{
    [Fact]
    public void Points_LieWhereTheyAre_AndOutsideTheTileAreLeftOut()
    {
        var tile = new TileKey(1, 1, 0); // North-east.

        var bytes = ItemTile.Write(tile, [(new ItemPin(90, 0), 3, 7), (new ItemPin(0, 85.0511287798), 3, null), (new ItemPin(-90, 10), 1, null)]);

        // tile { layer { version 2, name items, feature { id 7, tags 0 0, point, 9 4096 8192 }, feature { tags 0 0, point, 9 0 0 }, key count, value 3, extent 4096 } }
        Assert.Equal(
            "1A35" + "7802" + "0A056974656D73" + "120F08071202000018012205098020" + "8040" + "120B1202000018012203090000" + "1A05636F756E74" + "22022803" + "288020",
            Convert.ToHexString(bytes));
        Assert.Contains("0906", Convert.ToHexString(ItemTile.Write(new(0, 0, 0), [(new ItemPin(-179.7, 85), 1, null)])), StringComparison.Ordinal); // MoveTo, and 3 units eastwards.
        Assert.Empty(ItemTile.Write(tile, [(new ItemPin(-90, 10), 1, null)]));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgis")]
    public async Task Tiles_TellOpenItems_AndKnowTheirVersion(string store)
    {
        await using var host = await ItemHost.StartAsync(store);
        using var ada = await host.PersonAsync("ada");
        using var nobody = new ItemClient(host.Api.Address, null);
        var project = await ada.ProjectAsync("tiles");
        var rows = string.Join('\n', Enumerable.Range(1, 30).Select(number => string.Create(CultureInfo.InvariantCulture, $"i-{number},Look,{number * 0.0001},0.5")));
        Assert.Equal(200, (await ada.UploadAsync($"{project}/imports?format=csv", $"id,instructions,lon,lat\n{rows}\n", "text/csv")).Status);

        var world = await ada.GetAsync($"{project}/tiles/0/0/0.mvt");
        var near = await ada.GetAsync($"{project}/tiles/14/8192/8169.mvt");
        Assert.Equal((200, 200), (world.Status, near.Status));
        Assert.Contains("items", world.Text, StringComparison.Ordinal);
        Assert.Contains("(\u001e", world.Text, StringComparison.Ordinal); // The value 30: one point for all.
        Assert.True(near.Text.Length > world.Text.Length); // Each for itself.
        Assert.Equal(0, (await ada.GetAsync($"{project}/tiles/14/0/0.mvt")).Text.Length);
        Assert.Equal(304, (await ada.GetAsync($"{project}/tiles/0/0/0.mvt", known: world.ETag)).Status);

        var item = (await ada.PostAsync($"{project}/next", new { })).Json[0];
        await ada.PutAsync($"{project}/items/{item.GetProperty("id").GetString()}", new { status = "fixed", token = item.GetProperty("token").GetInt64() });
        var after = await ada.GetAsync($"{project}/tiles/0/0/0.mvt", known: world.ETag);
        Assert.Equal(200, after.Status);
        Assert.Contains("(\u001d", after.Text, StringComparison.Ordinal); // 29.

        Assert.Equal(401, (await nobody.GetAsync($"{project}/tiles/0/0/0.mvt")).Status);
        foreach (var wrong in new[] { "0/1/0", "23/0/0", "1/0/2", "3/-1/0" })
        {
            Assert.Equal(404, (await ada.GetAsync($"{project}/tiles/{wrong}.mvt")).Status);
        }

        Assert.NotNull(host.Api.Services.GetRequiredService<ItemAnswers>());
    }
}
