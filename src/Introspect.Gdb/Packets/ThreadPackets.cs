using System.Text;
using Introspect.Gdb.Protocol;
using Introspect.Inspection;

namespace Introspect.Gdb.Packets;

/// <summary>A machine's vCPUs as threads: thread n is vCPU n - 1.</summary>
internal static class ThreadPackets
{
    public static void AddTo(PacketTable table)
    {
        table.OnUnheld("H", Select);
        table.OnUnheld("T", IsAlive);
        table.OnUnheld("qC", Current);
        table.OnUnheld("qfThreadInfo", List);
        table.OnUnheld("qsThreadInfo", static (ref PacketReader _, GdbSession _, ReplyWriter reply) => reply.Text("l"u8));
        table.On("qThreadExtraInfo", Describe);
    }

    /// <summary>What people read beside a thread.</summary>
    public static string Description(IInspectedMachine machine, IInspectedVcpu vcpu) => vcpu.Activity switch
    {
        VcpuActivity.Off => $"{machine.CpuModel}, off",
        VcpuActivity.Sleeping => $"{machine.CpuModel}, waits for an interrupt or event",
        _ => machine.CpuModel,
    };

    // Hg thread   Hc thread
    private static Reply Select(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        if (!args.TryByte(out byte purpose) || !args.TryThread(out int thread) || !args.IsEmpty)
        {
            return Reply.Malformed;
        }

        if (thread > 0 && !session.IsVisible(thread - 1))
        {
            return NoThread(reply, thread);
        }

        if (purpose == 'c')
        {
            session.ControlThread = thread;
        }
        else
        {
            session.TrySelect(thread - 1);   // 0 and -1 keep what is selected
        }

        return reply.Ok();
    }

    private static Reply IsAlive(ref PacketReader args, GdbSession session, ReplyWriter reply) =>
        !args.TryThread(out int thread) || !args.IsEmpty ? Reply.Malformed
        : session.IsVisible(thread - 1) ? reply.Ok()
        : NoThread(reply, thread);

    private static Reply Current(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        reply.Append("QC"u8);
        reply.AppendHex((uint)session.Vcpu.Index + 1);
        return Reply.Written;
    }

    private static Reply List(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        string separator = "m";
        for (int vcpu = 0; vcpu < session.Machine.Vcpus.Count; vcpu++)
        {
            if (session.IsVisible(vcpu))
            {
                reply.Append(Encoding.ASCII.GetBytes(separator));
                reply.AppendHex((uint)vcpu + 1);
                separator = ",";
            }
        }

        return Reply.Written;
    }

    private static Reply Describe(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        if (!args.TryThread(out int thread) || !args.IsEmpty)
        {
            return Reply.Malformed;
        }

        return session.IsVisible(thread - 1)
            ? reply.Hex(Encoding.UTF8.GetBytes(Description(session.Machine, session.Machine.Vcpus[thread - 1])))
            : NoThread(reply, thread);
    }

    private static Reply NoThread(ReplyWriter reply, int thread) => reply.Error(Errno.NoEntry, $"there is no thread {thread}");
}
