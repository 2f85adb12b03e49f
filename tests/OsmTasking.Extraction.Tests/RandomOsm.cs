using System.Text;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Tests;

/// <summary>Objects in memory that no one would map: every field at its limits, texts of all kinds. The same seed gives the same ones.</summary>
internal sealed class RandomOsm(int seed, bool sorted = false, bool deleted = true, bool plain = false) : IOsmSource
{
    private static readonly string[] Texts =
        ["", " ", "name", "highway", "yes", "Zürich \"x\" 漢", "<a href='x'>&amp;</a>", "]]>", "tab\tline\nreturn\r\n", "😀\u0300", "\uffff\ufffe", "\u0000\u0001\u001f", "a=b,c", "\u0085\u2028", new('ä', 300)];

    private static readonly long[] Numbers = [0, 1, -1, 7, int.MaxValue, int.MinValue, 9_000_000_000, long.MaxValue, long.MinValue];

    public long? LengthInBytes => null;

    public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var random = new Random(seed);
        var block = new OsmBlock();
        if (sorted)
        {
            for (var kind = OsmKind.Node; kind <= OsmKind.Relation; kind++)
            {
                block.Clear();
                var id = random.Next(2) == 0 ? 0L : 5;
                for (var count = random.Next(1, 20); count > 0; count--)
                {
                    id = Next(id, random);
                    Add(block, kind, id, random);
                }

                visit(block);
            }

            return;
        }

        for (var blocks = random.Next(1, 6); blocks > 0; blocks--)
        {
            block.Clear();
            for (var kind = OsmKind.Node; kind <= OsmKind.Relation; kind++)
            {
                for (var count = random.Next(5); count > 0; count--)
                {
                    Add(block, kind, Number(random), random);
                }
            }

            visit(block);
        }
    }

    // Ids up to 0 come first, from 0 downwards.
    private static long Next(long id, Random random) => id switch
    {
        <= 0 and > -100 => random.Next(4) == 0 ? 1 : id - random.Next(1, 3),
        <= 0 => 1,
        _ => id + random.Next(1, 1000),
    };

    private void Add(OsmBlock block, OsmKind kind, long id, Random random)
    {
        var tags = block.AddTags([.. Enumerable.Range(0, random.Next(4)).Select(_ => new OsmTag(Text(block, random), Text(block, random)))]);
        var info = random.Next(3) == 0 ? new OsmInfo(0, 0, 0, 0, 0, true)
            : new OsmInfo((int)Math.Clamp(Math.Abs(Number(random) / 2), 0, int.MaxValue), random.Next(), Number(random), (int)Number(random), Text(block, random), !deleted || random.Next(3) > 0);
        switch (kind)
        {
            case OsmKind.Node:
                block.Add(new OsmNode(id, random.Next(-1_800_000_000, 1_800_000_001), random.Next(4) == 0 ? 900_000_000 : random.Next(-900_000_000, 900_000_001), tags, info));
                break;
            case OsmKind.Way:
                block.Add(new OsmWay(id, block.AddRefs([.. Enumerable.Range(0, random.Next(6)).Select(_ => Number(random))]), tags, info));
                break;
            default:
                var members = Enumerable.Range(0, random.Next(5)).Select(_ => new OsmMember((OsmKind)random.Next(3), Number(random), Text(block, random)));
                block.Add(new OsmRelation(id, block.AddMembers([.. members]), tags, info));
                break;
        }
    }

    private int Text(OsmBlock block, Random random)
    {
        var text = plain ? $"text {random.Next(20)}" : Pick(Texts, random);
        return text.Length == 0 ? 0 : block.AddString(Encoding.UTF8.GetBytes(text));
    }

    private long Number(Random random) => plain ? random.Next(1, 1000) : Pick(Numbers, random);

    private static T Pick<T>(T[] items, Random random) => items[random.Next(items.Length)];
}
