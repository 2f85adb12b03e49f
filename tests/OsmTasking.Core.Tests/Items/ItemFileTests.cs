using System.Text;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Items;
using OsmTasking.Core.Items.Imports;

namespace OsmTasking.Core.Tests.Items;

public class ItemFileTests
{
    private const string Collection = """
        {"name":"x","crs":{"type":"name"},"type":"FeatureCollection","features":[
        {"type":"Feature","id":"way/1","properties":{"instructions":"Close it","tofix:category":"ring"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]}},
        {"type":"Feature","properties":{"id":2,"name":"Ж"},"geometry":{"type":"Point","coordinates":[9.5,47.1]}},
        {"type":"Feature","properties":{"id":2,"name":"again"},"geometry":{"type":"Point","coordinates":[9.5,47.1]}},
        {"type":"Feature","properties":{"name":"no id"},"geometry":{"type":"Point","coordinates":[9.5,47.1]}},
        {"type":"Feature","properties":{"id":"far","name":"x"},"geometry":{"type":"Point","coordinates":[500,500]}},
        {"type":"Feature","properties":{"id":"none","name":"x"},"geometry":null},
        17,
        {"type":"Feature","properties":{"id":"line","name":"x"},"geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}}
        ],"after":[1,2,{"features":[]}]}
        """;

    [Fact]
    public async Task Collection_GivesItems_AndAFaultForEachRowThatIsNone()
    {
        var (drafts, file) = await ReadAsync(Collection, ItemFormat.GeoJson);

        Assert.Equal(["way-1", "2", "line"], drafts.Select(draft => draft.ExternalId));
        Assert.Equal((new ItemPin(1, 1), "Close it"), (drafts[0].Pin, drafts[0].Instructions));
        Assert.Equal([3L, 4, 5, 6, 7], file.Faults.Select(fault => fault.Row));
        Assert.Contains("second time", file.Faults[0].Fault, StringComparison.Ordinal);
        Assert.Equal((8, 5), (file.Rows, file.FaultCount));
    }

    [Fact]
    public async Task Collection_ReadInBytesOfOne_GivesTheSame()
    {
        var whole = await ReadAsync(Collection, ItemFormat.GeoJson);
        using var trickle = new Trickle(Encoding.UTF8.GetBytes(Collection));
        var file = new ItemFile(trickle, ItemFormat.GeoJson);

        Assert.Equal(whole.Drafts, await file.ReadAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(whole.File.Faults, file.Faults);
    }

    [Fact]
    public async Task Collection_CutAnywhere_IsRefusedAsAWhole()
    {
        var end = Collection.LastIndexOf("],\"after\"", StringComparison.Ordinal);
        for (var length = 0; length < end; length += 7)
        {
            await Assert.ThrowsAsync<GeoJsonException>(() => ReadAsync(Collection[..length], ItemFormat.GeoJson));
        }
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("{\"features\":{}}")]
    [InlineData("{\"features\":[{]}")]
    [InlineData("null")]
    public async Task OtherJson_IsRefused(string text) => await Assert.ThrowsAsync<GeoJsonException>(() => ReadAsync(text, ItemFormat.GeoJson));

    [Fact]
    public async Task Lines_StandForThemselves()
    {
        const string Lines = "\u001e{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{\"name\":\"x\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}\r\n\n{broken\n" +
            "{\"id\":\"b\",\"pin\":[3,4],\"instructions\":\"Do\",\"metadata\":{\"k\":1},\"featureCollection\":{\"type\":\"FeatureCollection\",\"features\":[]}}\n" +
            "{\"id\":\"c\",\"pin\":[3,4],\"instructions\":\"Do\",\"featureCollection\":{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{\"plain\":1}}]}}\n" +
            "{\"id\":\"d\",\"pin\":[3,4],\"instructions\":\"\\u0000\"}";

        var (drafts, file) = await ReadAsync(Lines, ItemFormat.GeoJsonLines);

        Assert.Equal(["a", "b"], drafts.Select(draft => draft.ExternalId));
        Assert.Equal("{\"k\":1}", drafts[1].Metadata);
        Assert.Equal([2L, 4, 5], file.Faults.Select(fault => fault.Row));
    }

    [Fact]
    public async Task Csv_KnowsQuotes_AndKeepsOtherColumns()
    {
        const string Csv = "ID,Lon,Lat,Instructions,note\r\na,1.5,-2,\"Say \"\"hi\"\", then\r\ngo\",x\r\nb,1,2,Do\r\nc,one,2,Do,y\r\n\r\n";

        var (drafts, file) = await ReadAsync(Csv, ItemFormat.Csv);

        var draft = Assert.Single(drafts);
        Assert.Equal(("a", new ItemPin(1.5, -2), "Say \"hi\", then\r\ngo", "{\"note\":\"x\"}"), (draft.ExternalId, draft.Pin, draft.Instructions, draft.Metadata));
        Assert.Equal(2, file.FaultCount);
        await Assert.ThrowsAsync<GeoJsonException>(() => ReadAsync("id,lon\n", ItemFormat.Csv));
        await Assert.ThrowsAsync<GeoJsonException>(() => ReadAsync("", ItemFormat.Csv));
        await Assert.ThrowsAsync<GeoJsonException>(() => ReadAsync("id,lon,lat,name\na,1,2,\"x", ItemFormat.Csv));
    }

    private static async Task<(List<ItemDraft> Drafts, ItemFile File)> ReadAsync(string text, ItemFormat format)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var file = new ItemFile(stream, format);
        return (await file.ReadAsync().ToListAsync(), file);
    }

    /// <summary>A stream that gives one byte at a time.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
