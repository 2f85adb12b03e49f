using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using OsmTasking.Core.Edits;

namespace OsmTasking.Hosting.Edits;

/// <summary>The OSM API 0.6 over HTTP, with OAuth 2 bearer tokens. A call is one request: nothing is sent twice behind the caller's back.</summary>
/// <param name="http">
/// Its base address is the server, such as <c>https://api.openstreetmap.org/</c>; its time-out bounds every call. It must not retry: an upload that is sent
/// twice may be applied twice.
/// </param>
public sealed class OsmApiClient(HttpClient http) : IOsmApi
{
    private const int MostElementsOfAUrl = 200;
    private const int LongestAnswer = 64 * 1024 * 1024;

    /// <inheritdoc/>
    public ValueTask<OsmAnswer<long>> CreateChangesetAsync(string token, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken = default) => CallAsync(
        HttpMethod.Put, "api/0.6/changeset/create", token, OsmChangeXml.Changeset(tags),
        text => long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new XmlException("The id of the changeset is no number."), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OsmAnswer<IReadOnlyList<UploadedElement>>> UploadAsync(string token, long changeset, IReadOnlyList<ElementChange> changes, CancellationToken cancellationToken = default) =>
        CallAsync(HttpMethod.Post, Path($"api/0.6/changeset/{changeset}/upload"), token, OsmChangeXml.Change(changeset, changes), text => OsmChangeXml.Uploaded(OsmChangeXml.Read(text)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OsmAnswer<bool>> CloseChangesetAsync(string token, long changeset, CancellationToken cancellationToken = default) =>
        CallAsync(HttpMethod.Put, Path($"api/0.6/changeset/{changeset}/close"), token, null, _ => true, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OsmAnswer<OsmChangeset>> ReadChangesetAsync(string token, long changeset, CancellationToken cancellationToken = default) =>
        CallAsync(HttpMethod.Get, Path($"api/0.6/changeset/{changeset}"), token, null, text => OsmChangeXml.ChangesetOf(OsmChangeXml.Read(text)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OsmAnswer<OsmElement>> ReadVersionAsync(string token, OsmElementId element, int version, CancellationToken cancellationToken = default) =>
        CallAsync(HttpMethod.Get, Path($"api/0.6/{element.KindName}/{element.Id}/{version}"), token, null, text => OsmChangeXml.Elements(OsmChangeXml.Read(text)).First(), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>> ReadElementsAsync(string token, IReadOnlyCollection<OsmElementId> elements, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var found = new Dictionary<OsmElementId, OsmElement>();
        var waiting = new Stack<(OsmElementKind Kind, long[] Ids)>(elements.GroupBy(element => element.Kind)
            .SelectMany(kind => kind.Select(element => element.Id).Distinct().Chunk(MostElementsOfAUrl).Select(ids => (kind.Key, ids))));
        while (waiting.TryPop(out var part))
        {
            var name = new OsmElementId(part.Kind, 0).KindName + "s";
            var answer = await CallAsync(
                HttpMethod.Get, $"api/0.6/{name}?{name}={string.Join(',', part.Ids)}", token, null, text => OsmChangeXml.Elements(OsmChangeXml.Read(text)).ToList(), cancellationToken).ConfigureAwait(false);
            switch (answer)
            {
                case OsmAnswer<List<OsmElement>>.Done(var read):
                    read.ForEach(element => found[element.Element] = element);
                    break;
                case OsmAnswer<List<OsmElement>>.Refused { Why.Kind: OsmRefusalKind.NotFound } when part.Ids.Length > 1:
                    // One that never was fails them all: halves, until it stands alone.
                    waiting.Push((part.Kind, part.Ids[..(part.Ids.Length / 2)]));
                    waiting.Push((part.Kind, part.Ids[(part.Ids.Length / 2)..]));
                    break;
                case OsmAnswer<List<OsmElement>>.Refused { Why.Kind: OsmRefusalKind.NotFound }:
                    break;
                case OsmAnswer<List<OsmElement>>.Refused(var why):
                    return new OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>.Refused(why);
                case OsmAnswer<List<OsmElement>>.Unknown(var what):
                    return new OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>.Unknown(what);
            }
        }

        return new OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>.Done(found);
    }

    private static string Path(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);

    private async ValueTask<OsmAnswer<T>> CallAsync<T>(HttpMethod method, string path, string token, XElement? body, Func<string, T> read, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Content = body is null ? null : new StringContent(body.ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "text/xml");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.Content.Headers.ContentLength > LongestAnswer)
            {
                return new OsmAnswer<T>.Unknown($"The answer to {path} is longer than {LongestAnswer} bytes.");
            }

            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            return response.StatusCode == HttpStatusCode.OK ? new OsmAnswer<T>.Done(read(text))
                : status is (>= 400 and < 500 and not 408) or 509 ? new OsmAnswer<T>.Refused(OsmRefusal.Read(status, text, Wait(response)))
                : new OsmAnswer<T>.Unknown($"{(int)response.StatusCode} to {path}");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or XmlException or InvalidOperationException or ArgumentException)
        {
            return new OsmAnswer<T>.Unknown($"{path}: {fault.Message}");
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            return new OsmAnswer<T>.Unknown($"{path}: no answer in {http.Timeout.TotalSeconds:F0} s ({fault.Message})");
        }
    }

    private static TimeSpan? Wait(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when response.Headers.Date is { } now && date > now => date - now,
        _ => null,
    };
}
