using System.Net;
using OsmTasking.Core.Edits;
using OsmTasking.Hosting.Edits;
using OsmTasking.TestKit.Osm;

namespace OsmTasking.Hosting.Tests.Edits;

/// <summary>What goes over the wire to OSM, and how its answers are read.</summary>
public sealed class OsmWireTests
{
    [Theory]
    [InlineData(400, "Element node/1 has duplicate tags with key name", OsmRefusalKind.BadRequest)]
    [InlineData(401, "Couldn't authenticate you", OsmRefusalKind.NoRight)]
    [InlineData(403, "Your access to the API has been blocked", OsmRefusalKind.NoRight)]
    [InlineData(404, "", OsmRefusalKind.NotFound)]
    [InlineData(405, "", OsmRefusalKind.Other)]
    [InlineData(409, "Version mismatch: Provided 1, server had: 2 of Node 5", OsmRefusalKind.VersionMismatch)]
    [InlineData(409, "The changeset 7 was closed at 2026-06-01 12:00:00 UTC.", OsmRefusalKind.ChangesetClosed)]
    [InlineData(409, "The user doesn't own that changeset", OsmRefusalKind.WrongChangeset)]
    [InlineData(409, "Changeset mismatch: Provided 3 but only 4 is allowed", OsmRefusalKind.WrongChangeset)]
    [InlineData(409, "The changeset 7 would exceed the size limit", OsmRefusalKind.ChangesetFull)]
    [InlineData(409, "Something new", OsmRefusalKind.Other)]
    [InlineData(410, "", OsmRefusalKind.Gone)]
    [InlineData(412, "Precondition failed: Node 5 is still used by ways 6.", OsmRefusalKind.Precondition)]
    [InlineData(413, "", OsmRefusalKind.TooLarge)]
    [InlineData(429, "", OsmRefusalKind.TooFast)]
    [InlineData(509, "", OsmRefusalKind.TooFast)]
    public void Refusal_IsReadByStatusAndText(int status, string text, OsmRefusalKind kind) => Assert.Equal(kind, OsmRefusal.Read(status, text).Kind);

    [Fact]
    public async Task Upload_GoesAsOsmWantsIt()
    {
        using var canned = new Canned(HttpStatusCode.OK, "<diffResult><way old_id=\"-1\" new_id=\"50\" new_version=\"1\"/><node old_id=\"4\"/></diffResult>");

        var answer = await canned.Api.UploadAsync("secret", 77,
        [
            new ElementChange.Delete(new(OsmElementKind.Node, 4), 2, IfUnused: true),
            new ElementChange.Delete(new(OsmElementKind.Node, 6), 2, IfUnused: false),
            new ElementChange.Delete(new(OsmElementKind.Way, 5), 3, IfUnused: false),
            new ElementChange.Create(EditSamples.Way(-1, 0, [-2, 9], ("name", "<&\">"))),
            new ElementChange.Create(EditSamples.Node(-2, 0, 9.12345678, -0.00000004)),
            new ElementChange.Modify(EditSamples.Node(9, 8, 1, 2)),
        ]);

        Assert.Equal("POST https://osm.test/api/0.6/changeset/77/upload Bearer secret text/xml", canned.Head);
        Assert.Equal("""<osmChange version="0.6" generator="OsmTasking">"""
            + """<create><node id="-2" changeset="77" lon="9.1234568" lat="0.0000000" /><way id="-1" changeset="77"><nd ref="-2" /><nd ref="9" /><tag k="name" v="&lt;&amp;&quot;&gt;" /></way></create>"""
            + """<modify><node id="9" changeset="77" version="8" lon="1.0000000" lat="2.0000000" /></modify>"""
            + """<delete><way id="5" changeset="77" version="3" /><node id="6" changeset="77" version="2" /></delete><delete if-unused="true"><node id="4" changeset="77" version="2" /></delete></osmChange>""",
            canned.Body.Replace("lat=\"-0.0000000\"", "lat=\"0.0000000\"", StringComparison.Ordinal));
        var uploaded = Assert.IsType<OsmAnswer<IReadOnlyList<UploadedElement>>.Done>(answer).Value;
        Assert.Equal([new(new(OsmElementKind.Way, -1), 50, 1), new(new(OsmElementKind.Node, 4), null, null)], uploaded);
    }

    [Theory]
    [InlineData(200, "<diffResult", false)]
    [InlineData(200, "<!DOCTYPE a [<!ENTITY b 'c'>]><diffResult>&b;</diffResult>", false)]
    [InlineData(200, "", false)]
    [InlineData(500, "", false)]
    [InlineData(504, "", false)]
    [InlineData(408, "", false)]
    [InlineData(302, "", false)]
    [InlineData(409, "Version mismatch", true)]
    public async Task Upload_AnswersThatTellNothing_AreUnknown_NeverRefusals(int status, string body, bool refused)
    {
        using var canned = new Canned((HttpStatusCode)status, body);

        var answer = await canned.Api.UploadAsync("secret", 1, [new ElementChange.Modify(EditSamples.Node(9, 8, 1, 2))]);

        Assert.Equal(refused, answer is OsmAnswer<IReadOnlyList<UploadedElement>>.Refused);
        Assert.Equal(!refused, answer is OsmAnswer<IReadOnlyList<UploadedElement>>.Unknown);
    }

    [Fact]
    public async Task Call_ThatIsCancelled_IsCancelled_AndOneThatTakesTooLongIsUnknown()
    {
        using var server = new FakeOsmApi();
        using var http = new HttpClient(server, disposeHandler: false) { BaseAddress = new Uri("https://osm.test/"), Timeout = TimeSpan.FromMilliseconds(150) };
        var api = new OsmApiClient(http);
        server.Next("create", OsmMishap.Hangs);
        server.Next("create", OsmMishap.Hangs);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await api.CreateChangesetAsync("token-7", new Dictionary<string, string>(), stop.Token));
        Assert.IsType<OsmAnswer<long>.Unknown>(await api.CreateChangesetAsync("token-7", new Dictionary<string, string>()));
    }

    [Fact]
    public async Task ReadElements_OfWhichSomeNeverWere_GivesTheOthers()
    {
        using var server = new FakeOsmApi();
        for (var id = 1; id <= 9; id++)
        {
            server.Data.Put(EditSamples.Node(id, 0, 1, 1));
        }

        using var http = new HttpClient(server, disposeHandler: false) { BaseAddress = new Uri("https://osm.test/") };
        var wanted = Enumerable.Range(1, 12).Select(id => new OsmElementId(OsmElementKind.Node, id)).Append(new(OsmElementKind.Way, 1)).ToList();

        var answer = await new OsmApiClient(http).ReadElementsAsync("token-7", wanted);

        Assert.Equal(Enumerable.Range(1, 9), Assert.IsType<OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>.Done>(answer).Value.Keys.Select(id => (int)id.Id).Order());
    }

    [Fact]
    public void OsmChange_OfAnEditor_IsRead()
    {
        var changes = OsmChangeDocument.Read("""
            <osmChange version="0.6"><create><node id="-1" changeset="3" version="0" lon="1.5" lat="2"><tag k="shop" v="yes"/></node></create>
            <modify><way id="4" version="2"><nd ref="1"/><nd ref="-1"/></way></modify><delete if-unused="true"><relation id="9" version="7"/></delete></osmChange>
            """);

        Assert.Equal("[\"create node/-1\",\"modify way/4\",\"delete relation/9\"]", System.Text.Json.JsonSerializer.Serialize(changes.Select(change => $"{change.GetType().Name.ToLowerInvariant()} {change.Element}")));
        Assert.True(Assert.IsType<ElementChange.Delete>(changes[2]).IfUnused);
        Assert.Equal([1, -1], Assert.IsType<ElementChange.Modify>(changes[1]).Content.Nodes);
    }

    [Theory]
    [InlineData("<osm/>", "<osm>")]
    [InlineData("not xml", "not an osmChange")]
    [InlineData("<osmChange><move/></osmChange>", "<move>")]
    [InlineData("<osmChange><create><node id='-1'><tag k='a' v='1'/><tag k='a' v='2'/></node></create></osmChange>", "key twice")]
    [InlineData("<!DOCTYPE a><osmChange/>", "DTD")]
    public void OsmChange_ThatIsNone_SaysWhy(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => OsmChangeDocument.Read(text)).Message, StringComparison.Ordinal);

    private sealed class Canned : HttpMessageHandler
    {
        private readonly HttpStatusCode _status;
        private readonly string _answer;
        private readonly HttpClient _http;

        internal Canned(HttpStatusCode status, string answer)
        {
            (_status, _answer) = (status, answer);
            _http = new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("https://osm.test/") };
            Api = new OsmApiClient(_http);
        }

        internal OsmApiClient Api { get; }

        internal string Head { get; private set; } = string.Empty;

        internal string Body { get; private set; } = string.Empty;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Head = $"{request.Method} {request.RequestUri} {request.Headers.Authorization} {request.Content?.Headers.ContentType?.MediaType}";
            Body = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(_status) { Content = new StringContent(_answer) };
        }

        protected override void Dispose(bool disposing)
        {
            _http.Dispose();
            base.Dispose(disposing);
        }
    }
}
