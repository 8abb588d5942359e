using Introspect.Gdb.Protocol;
using Introspect.Inspection;

namespace Introspect.Gdb;

/// <summary>Tells one client of one stop (GDB manual, E.3 Stop Reply Packets). One stop, one reply.</summary>
internal static class StopReply
{
    // Signal numbers are GDB's own (include/gdb/signals.def).
    private const uint Interrupted = 2, Trap = 5, Aborted = 6;

    /// <summary>
    /// Writes the payload. What another client's probe did is reported as a plain trap: a client that does not know the probe
    /// would take the reason for a leftover of its own and resume the machine by itself.
    /// </summary>
    public static Reply Write(StopEvent stop, GdbSession session, ReplyWriter reply)
    {
        if (stop.Reason == StopReason.GuestExit)
        {
            reply.Append("W"u8);
            reply.AppendHex((byte)stop.ExitCode, 2);
            return Reply.Written;
        }

        bool visible = session.TrySelect(stop.Vcpu);
        reply.Append("T"u8);
        reply.AppendHex(Signal(stop.Reason), 2);
        if (visible)
        {
            AppendReason(stop, session, reply);
        }

        reply.Append("thread:"u8);
        reply.AppendHex((uint)session.Vcpu.Index + 1);
        reply.Append(";"u8);
        foreach (NumberedRegister register in session.Target.Expedited)
        {
            reply.AppendHex((uint)register.Number, 2);
            reply.Append(":"u8);
            reply.AppendRegister(session.Vcpu.ReadRegister(register.Index), register.Size);
            reply.Append(";"u8);
        }

        return Reply.Written;
    }

    private static uint Signal(StopReason reason) => reason switch
    {
        StopReason.Interrupt => Interrupted,
        StopReason.Crash => Aborted,
        _ => Trap,
    };

    private static void AppendReason(StopEvent stop, GdbSession session, ReplyWriter reply)
    {
        if (stop.Reason == StopReason.Breakpoint && session.Probes.KindAt(stop.Address) is { } kind)
        {
            if (kind == BreakpointKind.Software ? session.ClientKnowsSwBreak : session.ClientKnowsHwBreak)
            {
                reply.Append(kind == BreakpointKind.Software ? "swbreak:;"u8 : "hwbreak:;"u8);
            }
        }
        else if (stop.Reason == StopReason.Watchpoint && session.Probes.TryFindWatch(stop.Address, stop.Watch, out WatchKind asked))
        {
            reply.Append(asked switch
            {
                WatchKind.Read => "rwatch:"u8,
                WatchKind.Write => "watch:"u8,
                _ => "awatch:"u8,
            });
            reply.AppendHex(stop.Address);
            reply.Append(";"u8);
        }
    }
}
