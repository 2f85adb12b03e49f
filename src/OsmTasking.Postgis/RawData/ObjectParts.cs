using System.Buffers;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Postgis.RawData;

/// <summary>What ways and relations are made of, as bytes in column refs.</summary>
/// <remarks>
/// A way: its nodes, each as the signed difference from the one before. A relation: for each member its kind, the signed difference of its id from that
/// of the one before, the length of its role and the role.
/// </remarks>
internal static class ObjectParts
{
    internal static void Write(ReadOnlySpan<long> refs, ArrayBufferWriter<byte> into)
    {
        var last = 0L;
        foreach (var id in refs)
        {
            into.Advance(Varints.WriteSigned(into.GetSpan(Varints.Most), id - last));
            last = id;
        }
    }

    internal static void WriteMembers(in OsmFeature relation, ArrayBufferWriter<byte> into)
    {
        var last = 0L;
        foreach (var member in relation.Members)
        {
            var role = relation.Role(member);
            into.Advance(Varints.Write(into.GetSpan(Varints.Most), (ulong)member.Kind));
            into.Advance(Varints.WriteSigned(into.GetSpan(Varints.Most), member.Id - last));
            into.Advance(Varints.Write(into.GetSpan(Varints.Most), (ulong)role.Length));
            into.Write(role);
            last = member.Id;
        }
    }

    internal static void Read(ReadOnlySpan<byte> bytes, List<long> refs)
    {
        for (var last = 0L; !bytes.IsEmpty;)
        {
            last += Varints.ReadSigned(ref bytes);
            refs.Add(last);
        }
    }

    internal static void ReadMembers(ReadOnlySpan<byte> bytes, OsmBlock roles, List<OsmMember> members)
    {
        for (var last = 0L; !bytes.IsEmpty;)
        {
            var kind = (OsmKind)Varints.Read(ref bytes);
            last += Varints.ReadSigned(ref bytes);
            var length = (int)Varints.Read(ref bytes);
            members.Add(new OsmMember(kind, last, roles.AddString(bytes[..length])));
            bytes = bytes[length..];
        }
    }
}
