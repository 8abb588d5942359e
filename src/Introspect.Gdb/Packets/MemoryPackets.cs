using Introspect.Gdb.Protocol;

namespace Introspect.Gdb.Packets;

/// <summary>Memory by address, as the selected vCPU sees it, or physical after <c>Qqemu.PhyMemMode:1</c>.</summary>
internal static class MemoryPackets
{
    public static void AddTo(PacketTable table)
    {
        table.On("m", ReadAsHex);
        table.On("M", WriteFromHex);
        table.On("x", ReadAsBinary, "binary-upload+");
        table.On("X", WriteFromBinary);
        table.OnUnheld("qqemu.PhyMemMode", AskMode);
        table.OnUnheld("Qqemu.PhyMemMode", SetMode, "PhyMemMode+");
    }

    // m addr,length
    private static Reply ReadAsHex(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        if (!TryRange(ref args, out ulong address, out uint length) || !args.IsEmpty)
        {
            return Reply.Malformed;
        }

        ReadOnlySpan<byte> bytes = Read(session, address, reply.Scratch(Math.Min(length, ReplyWriter.MaxPayload / 2)));
        return bytes.IsEmpty && length != 0 ? Unreadable(reply, address) : reply.Hex(bytes);
    }

    // x addr,length: 'b' and the bytes; fewer when their escapes leave no room
    private static Reply ReadAsBinary(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        if (!TryRange(ref args, out ulong address, out uint length) || !args.IsEmpty)
        {
            return Reply.Malformed;
        }

        ReadOnlySpan<byte> bytes = Read(session, address, reply.Scratch(length));
        if (bytes.IsEmpty && length != 0)
        {
            return Unreadable(reply, address);
        }

        reply.Append("b"u8);
        reply.AppendBinary(bytes);
        return Reply.Written;
    }

    // M addr,length:hex digits
    private static Reply WriteFromHex(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        if (!TryRange(ref args, out ulong address, out uint length) || !args.TrySkip((byte)':') || length > ReplyWriter.MaxPayload)
        {
            return Reply.Malformed;
        }

        Span<byte> bytes = reply.Scratch(length);
        return args.TryHexBytes(bytes) && args.IsEmpty ? Write(session, reply, address, bytes) : Reply.Malformed;
    }

    // X addr,length:binary; a length of 0 asks whether the packet is known
    private static Reply WriteFromBinary(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        if (!TryRange(ref args, out ulong address, out uint length) || !args.TrySkip((byte)':') || length > ReplyWriter.MaxPayload)
        {
            return Reply.Malformed;
        }

        Span<byte> bytes = reply.Scratch(length);
        return args.TryBinary(bytes) ? Write(session, reply, address, bytes) : Reply.Malformed;
    }

    private static Reply AskMode(ref PacketReader args, GdbSession session, ReplyWriter reply) =>
        reply.Text(session.MemoryIsPhysical ? "1"u8 : "0"u8);

    private static Reply SetMode(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        if (!args.TryHex(out uint mode) || mode > 1)
        {
            return Reply.Malformed;
        }

        session.MemoryIsPhysical = mode == 1;
        return reply.Ok();
    }

    private static bool TryRange(ref PacketReader args, out ulong address, out uint length)
    {
        length = 0;
        return args.TryHex(out address) && args.TrySkip((byte)',') && args.TryHex(out length);
    }

    private static ReadOnlySpan<byte> Read(GdbSession session, ulong address, Span<byte> bytes)
    {
        int count = session.MemoryIsPhysical ? session.Machine.ReadPhysical(address, bytes)
            : address <= uint.MaxValue ? session.Vcpu.ReadVirtual((uint)address, bytes)
            : 0;
        return bytes[..count];
    }

    private static Reply Write(GdbSession session, ReplyWriter reply, ulong address, ReadOnlySpan<byte> bytes)
    {
        int count = session.MemoryIsPhysical ? session.Machine.WritePhysical(address, bytes)
            : address <= uint.MaxValue ? session.Vcpu.WriteVirtual((uint)address, bytes)
            : 0;
        return count == bytes.Length ? reply.Ok()
            : reply.Error(Errno.Fault, $"0x{address + (uint)count:x8} cannot be written: no RAM is mapped there");
    }

    private static Reply Unreadable(ReplyWriter reply, ulong address) =>
        reply.Error(Errno.Fault, $"0x{address:x8} cannot be read: no RAM or ROM is mapped there");
}
