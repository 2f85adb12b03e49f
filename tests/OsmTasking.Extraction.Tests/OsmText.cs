using System.Globalization;
using System.Text;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Tests;

/// <summary>
/// Objects in memory from a few lines in the manner of OPL: <c>n1 x8.5 y47.1 Tkey=value,key=value</c>, <c>w1 Nn1,n2 T…</c>,
/// <c>r1 Mw1@outer,n2@ T…</c>; <c>v2 c3 i4 uName s(seconds)</c> are the version, changeset, user and time, <c>dD</c> marks a deleted one.
/// </summary>
internal sealed class OsmText : IOsmSource
{
    private readonly string[] _lines;
    private readonly int _linesPerBlock;

    internal OsmText(string text, int linesPerBlock = 3)
    {
        _lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        _linesPerBlock = linesPerBlock;
    }

    public long? LengthInBytes => _lines.Length;

    public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var block = new OsmBlock();
        for (var from = 0; from < _lines.Length; from += _linesPerBlock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            block.Clear();
            foreach (var line in _lines.Skip(from).Take(_linesPerBlock))
            {
                Add(block, line, kinds);
            }

            visit(block);
            progress?.Report(from);
        }
    }

    internal static int Degrees(string text) => (int)Math.Round(decimal.Parse(text, CultureInfo.InvariantCulture) * 10_000_000m);

    private static void Add(OsmBlock block, string line, OsmKinds kinds)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var id = long.Parse(words[0][1..], CultureInfo.InvariantCulture);
        string Field(char name) => words.Skip(1).FirstOrDefault(word => word[0] == name)?[1..] ?? "";
        long Number(char name) => Field(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
        string[] Items(char name) => Field(name).Split(',', StringSplitOptions.RemoveEmptyEntries);

        int Add(string text) => block.AddString(Encoding.UTF8.GetBytes(text.Replace('~', ' ')));
        var user = Field('u') is { Length: > 0 } name ? Add(name) : 0;
        var info = new OsmInfo((int)Number('v'), Number('s'), Number('c'), Number('i'), user, Field('d') != "D");
        var tags = block.AddTags([.. Items('T').Select(tag => new OsmTag(Add(tag[..tag.IndexOf('=')]), Add(tag[(tag.IndexOf('=') + 1)..])))]);
        if (words[0][0] == 'n' && kinds.HasFlag(OsmKinds.Nodes))
        {
            block.Add(new OsmNode(id, Degrees(Field('x')), Degrees(Field('y')), tags, info));
        }
        else if (words[0][0] == 'w' && kinds.HasFlag(OsmKinds.Ways))
        {
            var refs = block.AddRefs([.. Items('N').Select(item => long.Parse(item[1..], CultureInfo.InvariantCulture))]);
            block.Add(new OsmWay(id, refs, tags, info));
        }
        else if (words[0][0] == 'r' && kinds.HasFlag(OsmKinds.Relations))
        {
            var members = block.AddMembers([.. Items('M').Select(item => item.Split('@')).Select(item => new OsmMember(
                item[0][0] switch { 'n' => OsmKind.Node, 'w' => OsmKind.Way, _ => OsmKind.Relation },
                long.Parse(item[0][1..], CultureInfo.InvariantCulture),
                Add(item.ElementAtOrDefault(1) ?? "")))]);
            block.Add(new OsmRelation(id, members, tags, info));
        }
    }
}

/// <summary>What an extract gave, kept.</summary>
internal sealed record Extracted(List<ExtractedObject> Objects, List<Extraction.Geometries.GeometryProblem> Problems, ExtractSummary Summary)
{
    internal string Ids => string.Join(' ', Objects.Select(item => $"{OsmFeature.KindName(item.Kind)[0]}{item.Id}"));

    internal static Extracted From(IOsmSource source, ExtractOptions? options = null)
    {
        var objects = new List<ExtractedObject>();
        var problems = new List<Extraction.Geometries.GeometryProblem>();
        var summary = Extractor.Run(source, (options ?? new()) with { OnProblem = problems.Add }, new ObjectSink(objects.Add));
        return new(objects, problems, summary);
    }

    internal static Extracted From(string text, ExtractOptions? options = null) => From(new OsmText(text), options);
}
