using System.Text;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Tests.Formats;

/// <summary>Every kind of geometry, and tags that break careless writers.</summary>
internal sealed class HostileSource : IOsmSource
{
    internal static readonly (string Key, string Value)[] Tags =
    [
        ("name", "plain"),
        ("name", "He said \"no\", 'twice'\r\nand\nleft;\ttab"),
        ("name", "<b>&amp; ]]> <!-- --> <![CDATA[ x ]]>"),
        ("na\"me", "\"\"\""),
        ("a,b;c\nd", "comma, in key and value,"),
        ("name", "\u0001\u0002\u001f\u007f\u0085 control"),
        ("name", "nul\0inside"),
        ("name", new string('é', 600) + new string('x', 1000)),
        ("name:ar", "مرحبا بالعالم \u202eabc\u202c"),
        ("name", "emoji 👩‍👩‍👧‍👦🏳️‍🌈 end"),
        ("name", "  spaces  "),
        ("name", ""),
        ("name", "=1+1"),
        ("name", "\\N \\. \\\" {\"json\":[1,2]} \ufffe\uffff"),
        ("@id", "shadow"),
        ("a-very-long-key-beyond-ten-characters:and:more", "1"),
        ("a-very-long-key-beyond-ten-characters:and:other", "2"),
        ("tags", "mine"),
        ("WKT", "POINT (1 1)"),
        ("addr:street", "Ünïcödé"),
    ];

    public long? LengthInBytes => null;

    public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var block = new OsmBlock();
        var info = new OsmInfo(3, 1_000_000_000, 77, 5, block.AddString("Zoë \"<&>\""u8), Visible: true);
        OsmSlice Tagged(params (string Key, string Value)[] tags) =>
            block.AddTags([.. tags.Select(tag => new OsmTag(block.AddString(Encoding.UTF8.GetBytes(tag.Key)), block.AddString(Encoding.UTF8.GetBytes(tag.Value))))]);
        void Node(long id, double x, double y, OsmSlice tags) => block.Add(new OsmNode(id, (int)Math.Round(x * 1e7), (int)Math.Round(y * 1e7), tags, info));
        void Way(long id, OsmSlice tags, params long[] refs) => block.Add(new OsmWay(id, block.AddRefs(refs), tags, info));
        void Relation(long id, OsmSlice tags, params OsmMember[] members) => block.Add(new OsmRelation(id, block.AddMembers(members), tags, info));
        OsmMember Member(OsmKind kind, long id, string role) => new(kind, id, block.AddString(Encoding.UTF8.GetBytes(role)));

        for (var i = 0; i < Tags.Length; i++)
        {
            Node(i + 1, (i * 10) - 100.1234567, (i * 5) - 50.7654321, Tagged(("n", $"{i}"), Tags[i]));
        }

        var bad = block.AddTags([new OsmTag(block.AddString([(byte)'a', 0xFF]), block.AddString([0xC3, (byte)'b'])), new OsmTag(block.AddString("name"u8), block.AddString([0xED, 0xA0, 0x80]))]);
        Node(50, -180, -90, bad);
        Node(51, 180, 90, Tagged(Tags));
        (double X, double Y)[] corners = [(0, 0), (10, 0), (10, 10), (0, 10), (2, 2), (4, 2), (4, 4), (20, 20), (30, 20), (30, 30.5)];
        for (var i = 0; i < corners.Length; i++)
        {
            Node(101 + i, corners[i].X, corners[i].Y, default);
        }

        Way(1, Tagged(("landuse", "grass"), Tags[1]), 101, 102, 103, 104, 101);
        Way(2, Tagged(("highway", "service"), Tags[7]), 105, 106, 107, 105);
        Way(3, default, 108, 109, 110, 108);
        Way(4, Tagged(("highway", "path")), 101, 103);
        Relation(1, Tagged(("type", "multipolygon"), ("landuse", "forest")), Member(OsmKind.Way, 1, "outer"), Member(OsmKind.Way, 2, "inner"));
        Relation(2, Tagged(("type", "multipolygon"), ("landuse", "forest"), Tags[2]), Member(OsmKind.Way, 1, "outer"), Member(OsmKind.Way, 2, "inner"), Member(OsmKind.Way, 3, "outer"));
        Relation(3, Tagged(("type", "route"), ("route", "hiking")), Member(OsmKind.Way, 2, ""), Member(OsmKind.Way, 3, ""), Member(OsmKind.Way, 4, ""));
        Relation(4, Tagged(("type", "route"), ("route", "bus")), Member(OsmKind.Way, 2, ""), Member(OsmKind.Node, 108, "stop"), Member(OsmKind.Node, 109, "stop"));
        visit(block);
    }
}
