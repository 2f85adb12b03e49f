using System.IO.Compression;
using System.Net;
using OsmTasking.Extraction.Changes.Replication;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Changes;

public sealed class ReplicationFeedTests
{
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "000/000/000")]
    [InlineData(1_234_567, "001/234/567")]
    [InlineData(999_999_999, "999/999/999")]
    public void PathOf_IsThreeByThreeDigits(long sequence, string path) => Assert.Equal(path, ReplicationState.PathOf(sequence));

    [Fact]
    public void State_AsThePlanetHasIt_IsRead() => Assert.Equal(
        new(4_000_123, Start.AddSeconds(62)),
        ReplicationState.Parse("#Mon Jan 01 00:01:05 UTC 2024\nsequenceNumber=4000123\ntimestamp=2024-01-01T00\\:01\\:02Z\ntxnMaxQueried=9\n", "state.txt"));

    [Theory]
    [InlineData("timestamp=2024-01-01T00\\:01\\:02Z", "sequenceNumber")]
    [InlineData("sequenceNumber=-4\ntimestamp=2024-01-01T00\\:01\\:02Z", "sequenceNumber is '-4'")]
    [InlineData("sequenceNumber=4", "timestamp")]
    [InlineData("sequenceNumber=4\ntimestamp=soon", "timestamp is 'soon'")]
    [InlineData("<html>", "sequenceNumber")]
    public void State_ThatIsNone_SaysWhatIsWrong(string text, string part) =>
        Assert.Contains(part, Assert.Throws<OsmFormatException>(() => ReplicationState.Parse(text, "state.txt")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(-1, null)] // Before all there is.
    [InlineData(3, 3L)]
    [InlineData(3.5, 3L)]
    [InlineData(99, 9L)]
    public async Task Find_IsTheLastAtOrBefore(double minutes, long? sequence)
    {
        using var folder = new ScratchFolder();
        var feed = Write(folder, first: 1, last: 9);

        Assert.Equal(sequence, (await feed.FindAsync(Start.AddMinutes(minutes), TestContext.Current.CancellationToken))?.Sequence);
    }

    [Fact]
    public async Task Find_InAFeedThatForgot_GoesByWhatIsThere()
    {
        using var folder = new ScratchFolder();
        var feed = Write(folder, first: 500, last: 520);

        Assert.Equal(510, (await feed.FindAsync(Start.AddMinutes(510), TestContext.Current.CancellationToken))?.Sequence);
        Assert.Null(await feed.FindAsync(Start.AddMinutes(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_OfAHole_SaysWhichFile()
    {
        using var folder = new ScratchFolder();
        var feed = Write(folder, first: 1, last: 3);
        var seen = 0;

        await feed.ReadAsync(2, (_, block) => seen += block.Nodes.Length, TestContext.Current.CancellationToken);
        Assert.Equal(1, seen);
        var fault = await Assert.ThrowsAsync<OsmFormatException>(async () => await feed.ReadAsync(4, (_, _) => { }, TestContext.Current.CancellationToken));
        Assert.Contains("000/000/004.osc.gz", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_ThatFailsAtFirst_IsAskedAgain_AndMissingIsNotAFault()
    {
        using var handler = new Answers(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.NotFound);
        using var client = new HttpClient(handler);
        var feed = ReplicationFeed.Open("http://127.0.0.1/feed/", client);

        Assert.Equal(7, (await feed.LatestAsync(TestContext.Current.CancellationToken)).Sequence);
        Assert.Null(await feed.StateAsync(1_002_003, TestContext.Current.CancellationToken));
        Assert.Equal(["/feed/state.txt", "/feed/state.txt", "/feed/001/002/003.state.txt"], handler.Asked);
    }

    private static ReplicationFeed Write(ScratchFolder folder, int first, int last)
    {
        for (var sequence = first; sequence <= last; sequence++)
        {
            var path = folder[ReplicationState.PathOf(sequence)];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var state = $"sequenceNumber={sequence}\ntimestamp={Start.AddMinutes(sequence):yyyy-MM-ddTHH\\\\:mm\\\\:ss}Z\n";
            File.WriteAllText($"{path}.state.txt", state);
            File.WriteAllText(folder["state.txt"], state);
            using var changes = new StreamWriter(new GZipStream(File.Create($"{path}.osc.gz"), CompressionLevel.Fastest));
            changes.Write($"<osmChange version=\"0.6\"><create><node id=\"{sequence}\" version=\"1\" lon=\"1\" lat=\"1\"/></create></osmChange>");
        }

        using var client = new HttpClient();
        return ReplicationFeed.Open(Path.GetDirectoryName(folder["state.txt"])!, client);
    }

    private sealed class Answers(params HttpStatusCode[] codes) : HttpMessageHandler
    {
        internal List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.AbsolutePath);
            return Task.FromResult(new HttpResponseMessage(codes[Asked.Count - 1]) { Content = new StringContent("sequenceNumber=7\ntimestamp=2024-01-01T00\\:01\\:02Z\n") });
        }
    }
}
