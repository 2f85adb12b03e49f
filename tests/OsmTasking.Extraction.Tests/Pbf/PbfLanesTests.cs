using System.Collections.Concurrent;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Pbf;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Pbf;

public sealed class PbfLanesTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"osmtasking-{Guid.NewGuid():N}.osm.pbf");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Lanes_WorkInAnyOrder_AndCommitInThatOfTheFile(int threads)
    {
        Write(Enumerable.Range(0, 200).Select(blob => new Action<OsmBlock>(block => Node(block, blob + 1))));
        var committed = new List<long>();
        var random = new Random(threads);

        new PbfFile(_path) { Threads = threads }.ReadInLanes(OsmKinds.All, () => new Lane(
            (_, _) => SpinWait.SpinUntil(() => false, random.Next(2)), block => committed.Add(block.Nodes[0].Id)));

        Assert.Equal(Enumerable.Range(1, 200).Select(id => (long)id), committed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Fault_InALane_IsToldAfterWhatStandsBeforeItIsCommitted(int threads)
    {
        Write(Enumerable.Range(0, 50).Select(blob => new Action<OsmBlock>(block => Node(block, blob + 1))));
        var committed = new List<long>();

        var fault = Assert.Throws<InvalidOperationException>(() => new PbfFile(_path) { Threads = threads }.ReadInLanes(OsmKinds.All, () => new Lane(
            (block, turn) => Assert.True(block.Nodes[0].Id is 20 or 21 ? throw new InvalidOperationException($"{block.Nodes[0].Id}") : turn is not null),
            block => committed.Add(block.Nodes[0].Id))));

        Assert.Equal("20", fault.Message);
        Assert.Equal(Enumerable.Range(1, 19).Select(id => (long)id), committed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Blobs_OfManyObjects_AreWorkedOnInParts_AndAllOfThemCommittedInOrder(int threads)
    {
        Write(Enumerable.Range(0, 5).Select(blob => new Action<OsmBlock>(block =>
        {
            for (var i = 0; i < 2_500; i++)
            {
                block.Add(new OsmWay((blob * 2_500) + i, block.AddRefs([i, i + 1]), block.AddTags([new OsmTag(block.AddString("highway"u8), block.AddString("path"u8))]), default));
            }

            for (var i = 0; i < 300; i++)
            {
                block.Add(new OsmRelation((blob * 300) + i, block.AddMembers([new OsmMember(OsmKind.Way, i, 0)]), default, default));
            }
        })));
        var (ways, relations, most) = (new List<long>(), new List<long>(), 0);

        new PbfFile(_path) { Threads = threads }.ReadInLanes(OsmKinds.All, () => new Lane((_, _) => { }, block =>
        {
            Assert.All(block.Ways.ToArray(), way => Assert.Equal([way.Id % 2_500, (way.Id % 2_500) + 1], block.Refs(way.Refs).ToArray()));
            Assert.All(block.Relations.ToArray(), relation => Assert.Equal(relation.Id % 300, block.Members(relation.Members)[0].Id));
            ways.AddRange(block.Ways.ToArray().Select(way => way.Id));
            relations.AddRange(block.Relations.ToArray().Select(relation => relation.Id));
            most = Math.Max(most, block.Ways.Length + block.Relations.Length);
        }));

        Assert.Equal(Enumerable.Range(0, 12_500).Select(id => (long)id), ways);
        Assert.Equal(Enumerable.Range(0, 1_500).Select(id => (long)id), relations);
        Assert.InRange(most, 300, 1_200);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Turn_Awaited_ComesWhenAllBeforeAreCommitted(int threads)
    {
        Write(Enumerable.Range(0, 100).Select(blob => new Action<OsmBlock>(block => Node(block, blob + 1))));
        var committed = 0L;
        var early = 0;

        new PbfFile(_path) { Threads = threads }.ReadInLanes(OsmKinds.All, () => new Lane(
            (block, turn) =>
            {
                turn.Await();
                early += Volatile.Read(ref committed) == block.Nodes[0].Id - 1 ? 0 : 1;
            },
            block => Volatile.Write(ref committed, block.Nodes[0].Id)));

        Assert.Equal((0, 100), (early, committed));
    }

    [Fact]
    public void Threads_AreTheirOwn_SoThatThoseOfThePoolAreLeftToOthers()
    {
        Write(Enumerable.Range(0, 100).Select(blob => new Action<OsmBlock>(block => Node(block, blob + 1))));
        var (caller, others) = (Environment.CurrentManagedThreadId, new ConcurrentDictionary<int, bool>());

        new PbfFile(_path) { Threads = 3 }.ReadInLanes(OsmKinds.All, () => new Lane(
            (_, _) =>
            {
                if (Environment.CurrentManagedThreadId != caller)
                {
                    others[Environment.CurrentManagedThreadId] = Thread.CurrentThread.IsThreadPoolThread;
                }

                SpinWait.SpinUntil(() => others.Count == 2, TimeSpan.FromSeconds(10));
            },
            _ => { }));

        Assert.Equal([false, false], others.Values);
    }

    [Fact]
    public void Cancelled_StopsSoon_AndCommitsNothingOutOfOrder()
    {
        Write(Enumerable.Range(0, 100).Select(blob => new Action<OsmBlock>(block => Node(block, blob + 1))));
        using var stop = new CancellationTokenSource();
        var committed = new List<long>();

        Assert.ThrowsAny<OperationCanceledException>(() => new PbfFile(_path) { Threads = 2 }.ReadInLanes(OsmKinds.All, () => new Lane((_, _) => { }, block =>
        {
            committed.Add(block.Nodes[0].Id);
            if (committed.Count == 10)
            {
                stop.Cancel();
            }
        }), null, stop.Token));

        Assert.InRange(committed.Count, 10, 20);
        Assert.Equal(committed.Order(), committed);
    }

    [Fact]
    public void File_ThatSaysItIsSortedAndIsNot_IsRefused()
    {
        Write([block => Node(block, 1), block => block.Add(new OsmWay(1, default, default, default)), block => Node(block, 2), block => Node(block, 3), block => block.Add(new OsmRelation(1, default, default, default))]);
        SaySorted();

        var fault = Assert.Throws<OsmFormatException>(() =>
        {
            var file = new PbfFile(_path);
            foreach (var kind in (OsmKinds[])[OsmKinds.Nodes, OsmKinds.Ways, OsmKinds.Relations])
            {
                file.Read(kind, _ => { });
            }
        });

        Assert.Contains("says it is sorted", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decoding_OnceWarm_AllocatesAFewBytesABlob()
    {
        var file = new PbfFile(SharedData.PathOrSkip("data/malta.osm.pbf")) { Threads = 1 };
        var allocated = new List<long>();
        file.Read(OsmKinds.All, _ => { });
        file.Read(OsmKinds.All, _ => allocated.Add(GC.GetAllocatedBytesForCurrentThread()));

        // Half of the blobs and more allocate nothing but an unpacker; the first of each kind, and ever larger ones, grow the buffers.
        var median = allocated.Zip(allocated.Skip(1), (before, after) => after - before).Order().ElementAt(allocated.Count / 2);
        Assert.True(allocated.Count > 40);
        Assert.True(median < 8 * 1024, $"{median} bytes a blob");
    }

    public void Dispose() => File.Delete(_path);

    private static void Node(OsmBlock block, long id) => block.Add(new OsmNode(id, 1, 1, default, new OsmInfo(1, 1, 1, 1, 0, true)));

    private void Write(IEnumerable<Action<OsmBlock>> blocks)
    {
        using var stream = new FileStream(_path, FileMode.Create);
        using var writer = new PbfWriter(stream);
        foreach (var fill in blocks)
        {
            var block = new OsmBlock();
            fill(block);
            writer.Write(block);
            writer.Flush(); // A blob for each.
        }
    }

    /// <summary>Writes the feature where the writer, which found the objects out of order, left room for it.</summary>
    private void SaySorted()
    {
        var bytes = File.ReadAllBytes(_path);
        byte[] feature = [0x2a, 17, .. "Sort.Type_then_ID"u8];
        feature.CopyTo(bytes, bytes.AsSpan().IndexOf([(byte)0x7a, (byte)17]));
        File.WriteAllBytes(_path, bytes);
    }

    private sealed class Lane(Action<OsmBlock, BlockTurn> visit, Action<OsmBlock> commit) : IBlockLane
    {
        private OsmBlock? _block;

        public void Visit(OsmBlock block, BlockTurn turn)
        {
            _block = block;
            visit(block, turn);
        }

        public void Commit() => commit(_block!);
    }
}
