using Introspect.Gdb.Protocol;
using Introspect.Inspection;

namespace Introspect.Gdb.Packets;

/// <summary>Z and z: breakpoints and watchpoints, offered as far as the machine can have them.</summary>
internal static class ProbePackets
{
    // A longer watchpoint is a slip of the pen, and would make all of guest memory slow.
    private const uint LongestWatch = 1 << 24;

    public static void AddTo(PacketTable table, IInspectedMachine machine)
    {
        if (machine is IHasBreakpoints)
        {
            Breakpoint(table, '0', BreakpointKind.Software, "swbreak+");
            Breakpoint(table, '1', BreakpointKind.Hardware, "hwbreak+");
        }

        if (machine is IHasWatchpoints)
        {
            Watchpoint(table, '2', WatchKind.Write);
            Watchpoint(table, '3', WatchKind.Read);
            Watchpoint(table, '4', WatchKind.Access);
        }
    }

    // Z0,addr,kind: kind is 2 or 3 for Thumb, 4 for ARM; a probe here needs only the address
    private static void Breakpoint(PacketTable table, char type, BreakpointKind kind, string feature)
    {
        table.On(
            $"Z{type}",
            (ref PacketReader args, GdbSession session, ReplyWriter reply) =>
                !TryRange(ref args, out uint address, out _) ? Reply.Malformed
                : session.Probes.TryInsert(address & ~1u, kind) ? reply.Ok()
                : TooMany(reply),
            feature);
        table.On($"z{type}", (ref PacketReader args, GdbSession session, ReplyWriter reply) =>
        {
            if (!TryRange(ref args, out uint address, out _))
            {
                return Reply.Malformed;
            }

            session.Probes.Remove(address & ~1u, kind);
            return reply.Ok();
        });
    }

    // Z2,addr,length
    private static void Watchpoint(PacketTable table, char type, WatchKind kind)
    {
        table.On(
            $"Z{type}",
            (ref PacketReader args, GdbSession session, ReplyWriter reply) =>
                !TryRange(ref args, out uint address, out uint length) ? Reply.Malformed
                : length is 0 or > LongestWatch || length - 1 > uint.MaxValue - address
                    ? reply.Error(Errno.Invalid, $"a watchpoint of {length} bytes; it can have 1 to {LongestWatch} below 2^32")
                : session.Probes.TryInsert(address, length, kind) ? reply.Ok()
                : TooMany(reply));
        table.On($"z{type}", (ref PacketReader args, GdbSession session, ReplyWriter reply) =>
        {
            if (!TryRange(ref args, out uint address, out uint length))
            {
                return Reply.Malformed;
            }

            session.Probes.Remove(address, length, kind);
            return reply.Ok();
        });
    }

    /// <summary>Conditions and commands, which would follow, are not offered.</summary>
    private static bool TryRange(ref PacketReader args, out uint address, out uint length)
    {
        length = 0;
        return args.TryHex(out address) && args.TrySkip((byte)',') && args.TryHex(out length) && args.IsEmpty;
    }

    private static Reply TooMany(ReplyWriter reply) =>
        reply.Error(Errno.NoMemory, $"one client can have {ClientProbes.Most} probes of a kind; remove some");
}
