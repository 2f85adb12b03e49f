using System.Globalization;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Geometries;
using OsmTasking.Extraction.Locations;
using OsmTasking.Extraction.Pbf;

namespace OsmTasking.Benchmarks;

/// <summary>Steps of the pipeline over a whole PBF file: <c>inflate|decode|pg|topological|geojsonseq FILE [THREADS [OUTPUT]]</c>; or the store of locations alone: <c>locations NODES [FILE]</c>.</summary>
internal static class WholeFile
{
    internal static bool TryRun(string[] args)
    {
        if (args is ["locations", var nodes, ..])
        {
            Locations(long.Parse(nodes, CultureInfo.InvariantCulture), args.Length > 2 ? args[2] : null);
            return true;
        }

        if (args is not [var step, var path, ..] || !File.Exists(path))
        {
            return false;
        }

        var threads = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;
        switch (step)
        {
            case "inflate":
                Inflate(path, threads);
                return true;
            case "decode":
                Decode(path, threads);
                return true;
            case "topological":
                Extract(path, threads, new PgFormat(), args.Length > 3 ? args[3] : "/dev/null", AreaRules.Topological);
                return true;
            case "pg" or "geojsonseq":
                Extract(path, threads, step == "pg" ? new PgFormat(FeatureAttributes.None) : new GeoJsonSequenceFormat(FeatureAttributes.None), args.Length > 3 ? args[3] : "/dev/null");
                return true;
            default:
                return false;
        }
    }

    /// <summary>Unpacks every blob with ZLibStream and looks at nothing: what decoding cannot be faster than.</summary>
    private static void Inflate(string path, int threads)
    {
        using var file = File.OpenHandle(path);
        var places = PbfIndex.Read(path, file).Places.ToArray();
        var next = -1;
        var workers = Enumerable.Range(0, threads).Select(_ => Task.Run(() =>
        {
            var blob = new PbfBlob();
            long total = 0;
            for (int i; (i = Interlocked.Increment(ref next)) < places.Length;)
            {
                total += blob.Read(file, places[i]).Length;
            }

            return total;
        })).ToArray();
        Console.WriteLine($"{workers.Sum(worker => worker.Result)} bytes");
    }

    /// <summary>
    /// Fills a store as the planet does (13 of 17 ids are there, in runs) with so many nodes, in memory or a mapped file, and asks for ten million
    /// of them as ways do: eight in a row from a random place.
    /// </summary>
    private static void Locations(long count, string? file)
    {
        using var nodes = new NodeLocations(file);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (long id = 1, added = 0; added < count; id++)
        {
            if (id % 17 < 13)
            {
                nodes.Add(id, (int)(id % 1_800_000_000), 1);
                added++;
            }
        }

        nodes.Freeze();
        var filled = clock.Elapsed;
        var (random, reader, found, last) = (new Random(1), new LocationReader(nodes), 0, count / 13 * 17);
        const int Ways = 1_250_000;
        for (var way = 0; way < Ways; way++)
        {
            var first = random.NextInt64(1, last - 8);
            for (var i = 0; i < 8; i++)
            {
                found += reader.TryGet(first + i, out _) ? 1 : 0;
            }
        }

        var asked = clock.Elapsed - filled;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count} nodes, {(double)nodes.LengthInBytes / count:F2} bytes a node, filled in {filled.TotalSeconds:F1} s ({filled.TotalNanoseconds / count:F1} ns a node), {asked.TotalNanoseconds / (Ways * 8):F1} ns a look-up, {found} found"));
    }

    /// <summary>Decodes everything and reads every field once.</summary>
    private static void Decode(string path, int threads)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var totals = new Totals();
        new PbfFile(path) { Threads = threads }.ReadInLanes(OsmKinds.All, () => new CountingLane(totals));
        Console.WriteLine($"{totals} allocated {(GC.GetTotalAllocatedBytes(precise: true) - before) >> 10} KiB");
    }

    /// <summary>Writes every feature, as osmium's export does by default: geometry and tags.</summary>
    private static void Extract(string path, int threads, RowFormat format, string output, AreaRules? rules = null)
    {
        using var stream = new FileStream(output, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        var options = new ExtractOptions { AreaRules = rules ?? AreaRules.Default };
        var passes = new PassTimes();
        var summary = Extractor.Write(new PbfFile(path) { Threads = threads }, options, format, stream, passes);
        passes.End();
        Console.WriteLine($"{summary.TotalRows} rows, {summary.TotalProblems} problems, allocated {GC.GetTotalAllocatedBytes(precise: true) >> 10} KiB");
    }

    private sealed record Totals
    {
        public long Nodes { get; set; }

        public long Ways { get; set; }

        public long Relations { get; set; }

        public long Checksum { get; set; }
    }

    private sealed class CountingLane(Totals totals) : IBlockLane
    {
        private OsmBlock? _block;
        private long _checksum;

        public void Visit(OsmBlock block, BlockTurn turn)
        {
            _block = block;
            var sum = 0L;
            foreach (ref readonly var node in block.Nodes)
            {
                sum += node.Id ^ node.Longitude ^ node.Latitude ^ node.Info.Timestamp ^ node.Info.Changeset ^ node.Info.UserId ^ node.Info.User ^ node.Info.Version ^ node.Tags.Length;
            }

            foreach (ref readonly var way in block.Ways)
            {
                foreach (var id in block.Refs(way.Refs))
                {
                    sum += id;
                }

                sum += way.Id ^ way.Info.Timestamp ^ way.Tags.Length;
            }

            foreach (ref readonly var relation in block.Relations)
            {
                foreach (ref readonly var member in block.Members(relation.Members))
                {
                    sum += member.Id ^ member.Role;
                }

                sum += relation.Id ^ relation.Info.Timestamp ^ relation.Tags.Length;
            }

            _checksum = sum;
        }

        public void Commit()
        {
            totals.Nodes += _block!.Nodes.Length;
            totals.Ways += _block.Ways.Length;
            totals.Relations += _block.Relations.Length;
            totals.Checksum += _checksum;
        }
    }
}
