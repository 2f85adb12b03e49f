using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Pbf;
using OsmTasking.Extraction.Tests.Xml;
using OsmTasking.Extraction.Xml;

namespace OsmTasking.Extraction.Tests.Fuzzing;

public sealed class PbfFuzzTests : IDisposable
{
    // Two buffers of a blob's 32 MiB and a quarter more.
    private const long MostBytes = 96 << 20;

    private readonly string _path = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"osmtasking-{Guid.NewGuid():N}.osm.pbf");

    [Fact]
    public void Files_BrokenAnywhere_AreReadOrRefused()
    {
        var seeds = Enumerable.Range(0, 16).Select(seed => File(seed)).ToArray();

        new FuzzRun("PBF files", 25, MostBytes).Run(seeds, [], Read);
    }

    [Fact]
    public void Blocks_BrokenBeforeTheyArePacked_AreReadOrRefused()
    {
        var seeds = Enumerable.Range(0, 16).SelectMany(Blocks).Append(PlainNodes()).ToArray();
        var header = Header();
        var number = 0;

        new FuzzRun("PBF blocks", 26, MostBytes).Run(seeds, [], block => Read([.. header, .. Packed(block, raw: number++ % 4 > 0)]));
    }

    [Fact]
    public void BrokenBlocks_ThatAreRead_StayTheSameWhenWrittenAgain()
    {
        var seeds = Enumerable.Range(0, 16).SelectMany(Blocks).Append(PlainNodes()).ToArray();
        var header = Header();

        new FuzzRun("PBF copies", 4, MostBytes).Run(seeds, [], block =>
        {
            System.IO.File.WriteAllBytes(_path, [.. header, .. Packed(block, raw: true)]);
            var source = new PbfFile(_path) { Threads = 1 };
            var expected = OsmDump.Of(source);
            var copy = Copy(source, stream => new PbfWriter(stream));
            string xml;
            try
            {
                xml = Encoding.UTF8.GetString(Copy(source, stream => new OsmXmlWriter(stream)));
            }
            catch (OsmFormatException fault) when (fault.Message.Contains("hold the time", StringComparison.Ordinal) || fault.Message.Contains("32 bits", StringComparison.Ordinal))
            {
                return true;
            }

            System.IO.File.WriteAllBytes(_path, copy);
            Assert.Equal(expected, OsmDump.Of(new PbfFile(_path) { Threads = 1 }));
            var fromXml = new List<string>();
            XmlInput.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "copy", packed: false, cursor => new OsmXmlReader(cursor, OsmKinds.All, read => fromXml.AddRange(OsmDump.Of(read))).Read());
            Assert.Equal(expected.Select(OsmXmlWriterTests.WithoutWhatXmlCannotHold).Select(WithoutNegativeVersion), fromXml);
            return true;
        });
    }

    [Fact]
    public void Features_OfBrokenBlocks_AreWrittenAsSoundJson()
    {
        var seeds = Enumerable.Range(0, 4).SelectMany(Blocks).ToArray();
        var header = Header();

        new FuzzRun("PBF features", 5, MostBytes).Run(seeds, [], block =>
        {
            System.IO.File.WriteAllBytes(_path, [.. header, .. Packed(block, raw: true)]);
            using var output = new MemoryStream();
            Extractor.Write(new PbfFile(_path) { Threads = 1 }, new ExtractOptions(), new GeoJsonFormat(), output);
            using var json = JsonDocument.Parse(output.GetBuffer().AsMemory(0, (int)output.Length));
            return json.RootElement.GetProperty("features").GetArrayLength() >= 0;
        });
    }

    public void Dispose() => System.IO.File.Delete(_path);

    private static byte[] Copy(PbfFile source, Func<Stream, IOsmTarget> create)
    {
        using var stream = new MemoryStream();
        using (var target = create(stream))
        {
            source.Read(OsmKinds.All, target.Write);
        }

        return stream.ToArray();
    }

    private static string WithoutNegativeVersion(string line) => Regex.Replace(line, " v-[0-9]+ t", " v0 t", RegexOptions.None, TimeSpan.FromSeconds(1));

    private bool Read(byte[] file)
    {
        System.IO.File.WriteAllBytes(_path, file);
        var source = new PbfFile(_path) { Threads = 1 };
        source.ReadHeader();
        source.Read(OsmKinds.All, BlockWalk.Visit);
        return true;
    }

    private static byte[] File(int seed)
    {
        using var stream = new MemoryStream();
        using (var writer = new PbfWriter(stream, new OsmHeader { Bounds = (1, 2, 3, 4), ReplicationSequence = seed, ReplicationUrl = "https://example.org", ReplicationTimestamp = DateTimeOffset.UnixEpoch.AddDays(20_000) }))
        {
            new RandomOsm(seed, sorted: seed % 2 == 0).Read(OsmKinds.All, writer.Write);
        }

        return stream.ToArray();
    }

    private static byte[] Header()
    {
        using var stream = new MemoryStream();
        new PbfWriter(stream).Dispose();
        return stream.ToArray();
    }

    /// <summary>The messages PrimitiveBlock of some objects.</summary>
    private static List<byte[]> Blocks(int seed)
    {
        var blocks = new List<byte[]>();
        var group = new PbfGroup();
        new RandomOsm(seed, sorted: true).Read(OsmKinds.All, block =>
        {
            group.Enter(block);
            foreach (var node in block.Nodes)
            {
                group.Add(block, node);
            }

            foreach (var way in block.Ways)
            {
                group.Add(block, way);
            }

            foreach (var relation in block.Relations)
            {
                group.Add(block, relation);
            }

            blocks.Add(group.Finish().Written.ToArray());
        });
        return blocks;
    }

    /// <summary>What our writer never writes: nodes by themselves, and every unit other than usual.</summary>
    private static byte[] PlainNodes()
    {
        ProtoWriter block = new(), strings = new(), group = new(), info = new();
        strings.Text(1, "");
        strings.Text(1, "key");
        info.Number(1, 3);
        info.Number(2, 1000);
        info.Number(5, 1);
        for (var id = 1; id < 5; id++)
        {
            var node = new ProtoWriter();
            node.Number(1, (ulong)(id << 1));
            node.Bytes(2, [1]);
            node.Bytes(3, [0]);
            node.Message(4, info);
            node.Number(8, 2000);
            node.Number(9, 1999);
            group.Message(1, node);
        }

        block.Message(1, strings);
        block.Message(2, group);
        block.Number(17, 1000);
        block.Number(18, 500);
        block.Number(19, 100);
        block.Number(20, ulong.MaxValue);
        return block.Written.ToArray();
    }

    private static byte[] Packed(byte[] block, bool raw)
    {
        ProtoWriter blob = new(), header = new();
        if (raw)
        {
            blob.Bytes(1, block);
        }
        else
        {
            using var packed = new MemoryStream();
            using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                zlib.Write(block);
            }

            blob.Number(2, (ulong)block.Length);
            blob.Bytes(3, packed.ToArray());
        }

        header.Text(1, "OSMData");
        header.Number(3, (ulong)blob.Length);
        return [0, 0, 0, (byte)header.Length, .. header.Written, .. blob.Written];
    }
}
