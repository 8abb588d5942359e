using System.Collections.Frozen;
using System.Globalization;
using System.Security;
using System.Text;
using Introspect.Gdb.Protocol;
using Introspect.Inspection;

namespace Introspect.Gdb.Packets;

/// <summary>qXfer: documents that a client reads piece by piece (GDB manual, E.4 General Query Packets).</summary>
internal static class TransferPackets
{
    /// <summary>Makes a document, or says null when there is none of that name.</summary>
    private delegate byte[]? Document(GdbSession session, ReadOnlySpan<byte> annex);

    public static void AddTo(PacketTable table, IInspectedMachine machine)
    {
        var documents = new Dictionary<string, Document>
        {
            ["features"] = static (session, annex) => annex.SequenceEqual("target.xml"u8) ? session.Target.Xml : null,
            ["threads"] = static (session, annex) => annex.IsEmpty ? Threads(session) : null,
        };
        if (machine is IHasMemoryMap { VirtualIsPhysical: true } map)
        {
            byte[] xml = MemoryMap(map);
            documents["memory-map"] = (_, annex) => annex.IsEmpty ? xml : null;
        }

        foreach (string name in documents.Keys.Order(StringComparer.Ordinal))
        {
            table.Offer($"qXfer:{name}:read+");
        }

        FrozenDictionary<string, Document> byName = documents.ToFrozenDictionary(StringComparer.Ordinal);
        table.On("qXfer", (ref PacketReader args, GdbSession session, ReplyWriter reply) => Read(ref args, session, reply, byName));
    }

    // qXfer:object:read:annex:offset,length
    private static Reply Read(
        ref PacketReader args, GdbSession session, ReplyWriter reply, FrozenDictionary<string, Document> documents)
    {
        string name = Encoding.Latin1.GetString(args.Until((byte)':'));
        if (!args.Until((byte)':').SequenceEqual("read"u8) || !documents.TryGetValue(name, out Document? document))
        {
            return Reply.Unsupported;
        }

        ReadOnlySpan<byte> annex = args.Until((byte)':');
        if (!args.TryHex(out uint offset) || !args.TrySkip((byte)',') || !args.TryHex(out uint length) || !args.IsEmpty)
        {
            return Reply.Malformed;
        }

        if (document(session, annex) is not { } xml)
        {
            return reply.Error(Errno.NoEntry, $"there is no document of that name in {name}");
        }

        ReadOnlySpan<byte> rest = xml.AsSpan((int)Math.Min(offset, (uint)xml.Length));
        ReadOnlySpan<byte> part = rest[..(int)Math.Min(Math.Min(length, ReplyWriter.MaxPayload / 4), (uint)rest.Length)];
        reply.Append(part.Length == rest.Length ? "l"u8 : "m"u8);
        reply.AppendBinary(part);
        return Reply.Written;
    }

    private static byte[] Threads(GdbSession session)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\"?><threads>");
        foreach (IInspectedVcpu vcpu in session.Machine.Vcpus)
        {
            if (session.IsVisible(vcpu.Index))
            {
                string description = SecurityElement.Escape(ThreadPackets.Description(session.Machine, vcpu));
                xml.Append(
                    CultureInfo.InvariantCulture,
                    $"<thread id=\"{vcpu.Index + 1:x}\" core=\"{vcpu.Index}\" name=\"cpu{vcpu.Index}\">{description}</thread>");
            }
        }

        return Encoding.UTF8.GetBytes(xml.Append("</threads>").ToString());
    }

    private static byte[] MemoryMap(IHasMemoryMap map)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE memory-map PUBLIC \"+//IDN gnu.org//DTD GDB Memory Map V1.0//EN\" ")
            .Append("\"http://sourceware.org/gdb/gdb-memory-map.dtd\"><memory-map>");
        foreach (MemoryRegion region in map.MemoryMap)
        {
            string type = region.Kind == MemoryKind.Rom ? "rom" : "ram";
            xml.Append(CultureInfo.InvariantCulture, $"<memory type=\"{type}\" start=\"0x{region.Start:x}\" length=\"0x{region.Length:x}\"/>");
        }

        return Encoding.UTF8.GetBytes(xml.Append("</memory-map>").ToString());
    }
}
