using System.Text;
using Introspect.Gdb.Protocol;

namespace Introspect.Gdb.Packets;

/// <summary>What client and server can do, and agree upon, at the beginning.</summary>
internal static class QueryPackets
{
    public static void AddTo(PacketTable table)
    {
        table.OnUnheld("qSupported", Agree);
        table.OnUnheld("QStartNoAckMode", StopAcknowledging, "QStartNoAckMode+");
        table.OnUnheld("qAttached", static (ref PacketReader _, GdbSession _, ReplyWriter reply) => reply.Text("1"u8));
        table.OnUnheld("QEnableErrorStrings", EnableErrorStrings);
        table.OnUnheld("qHostInfo", HostInfo);
        table.OnUnheld("qProcessInfo", ProcessInfo);
        table.Offer("error-message+");
    }

    // qSupported:feature+;feature-;feature=value;...
    private static Reply Agree(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        reply.ErrorStyle = ErrorStyle.Number;
        session.ClientKnowsSwBreak = session.ClientKnowsHwBreak = false;
        while (!args.IsEmpty)
        {
            ReadOnlySpan<byte> feature = args.Until((byte)';');
            reply.ErrorStyle = feature.SequenceEqual("error-message+"u8) ? ErrorStyle.Text : reply.ErrorStyle;
            session.ClientKnowsSwBreak |= feature.SequenceEqual("swbreak+"u8);
            session.ClientKnowsHwBreak |= feature.SequenceEqual("hwbreak+"u8);
        }

        return reply.Text(Encoding.ASCII.GetBytes(session.Features));
    }

    private static Reply StopAcknowledging(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        session.StopAcknowledging();
        return reply.Ok();
    }

    private static Reply EnableErrorStrings(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        reply.ErrorStyle = ErrorStyle.NumberAndHexText;
        return reply.Ok();
    }

    // For lldb, which asks before it asks for target.xml.
    private static Reply HostInfo(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        AppendTriple(reply);
        return reply.Text("endian:little;ptrsize:4;watchpoint_exceptions_received:before;"u8);
    }

    private static Reply ProcessInfo(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        reply.Append("pid:1;"u8);
        AppendTriple(reply);
        return reply.Text("endian:little;ptrsize:4;"u8);
    }

    private static void AppendTriple(ReplyWriter reply)
    {
        reply.Append("triple:"u8);
        reply.AppendHex("arm-none-none-eabi"u8);
        reply.Append(";"u8);
    }
}
