using System.IO.Compression;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Changes;
using OsmTasking.Extraction.Xml;

namespace OsmTasking.Extraction.Tests.Fuzzing;

public sealed class XmlFuzzTests
{
    private const long MostBytes = 32 << 20;

    private static readonly string[] Tokens =
    [
        "node", "way", "relation", "member", "nd", "tag", "bounds", "note", "osm", "osmChange", "create", "modify", "delete", "id", "ref", "lat", "lon", "version", "visible", "timestamp",
        "uid", "user", "changeset", "k", "v", "0", "-1", "1e5", "1e999", "NaN", "180.00000001", "-90", "9223372036854775807", "9223372036854775808", "79228162514264337593543950336",
        "0.00000000000000000000000000000000001", "true", "false", "2026-11-21T08:15:00Z", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59-14:00", "<", ">", "/>", "</", "<!--", "-->",
        "<![CDATA[", "]]>", "<?x ?>", "<!DOCTYPE a>", "&#0;", "&#x10ffff;", "&#xd800;", "&amp;", "&a;", "\"", "'", "=", " ", "xmlns='a'", "xmlns:a='b'", "a:b", "xml:space='preserve'", "\ufffe", "\ufeff",
        "<a><a><a>", "</a></a></a>",
    ];

    [Fact]
    public void OsmXml_BrokenAnywhere_IsReadOrRefused()
    {
        var seeds = Enumerable.Range(0, 16).Select(seed =>
        {
            using var stream = new MemoryStream();
            using (var writer = new OsmXmlWriter(stream, new OsmHeader { Bounds = (1, 2, 3, 4), History = seed % 2 == 0 }))
            {
                new RandomOsm(seed).Read(OsmKinds.All, writer.Write);
            }

            return stream.ToArray();
        });

        new FuzzRun("OSM XML", 15, MostBytes).Run([.. seeds], Tokens, input => Read(input, packed: false, xml => new OsmXmlReader(xml, OsmKinds.All, BlockWalk.Visit).Read()));
    }

    [Fact]
    public void Changes_BrokenAnywhere_AreReadOrRefused() =>
        new FuzzRun("change files", 10, MostBytes).Run(Changes(), Tokens, input => Read(input, packed: false, xml => OscReader.Read(xml, OsmKinds.All, (_, block) => BlockWalk.Visit(block))));

    [Fact]
    public void PackedChanges_BrokenAnywhere_AreReadOrRefused()
    {
        var seeds = Changes().Select(seed =>
        {
            using var stream = new MemoryStream();
            using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(seed);
            }

            return stream.ToArray();
        });

        new FuzzRun("packed change files", 3, MostBytes).Run([.. seeds], [], input => Read(input, packed: true, xml => OscReader.Read(xml, OsmKinds.All, (_, block) => BlockWalk.Visit(block))));
    }

    private static bool Read(byte[] input, bool packed, Action<XmlCursor> read)
    {
        XmlInput.Read(new MemoryStream(input), "fuzz", packed, read);
        return true;
    }

    private static byte[][] Changes() =>
    [
        .. Enumerable.Range(0, 16).Select(seed =>
        {
            using var stream = new MemoryStream();
            using (var writer = new OscWriter(stream))
            {
                var action = seed;
                new RandomOsm(seed).Read(OsmKinds.All, block => writer.Write((ChangeAction)(action++ % 3), block));
            }

            return stream.ToArray();
        }),
    ];
}
