using Introspect.Gdb.Protocol;
using Introspect.Inspection;

namespace Introspect.Gdb.Packets;

/// <summary>Going on, stepping, asking why it stopped, letting go.</summary>
internal static class RunPackets
{
    public static void AddTo(PacketTable table, IInspectedMachine machine)
    {
        table.On("?", WhyStopped);
        table.On("vCont", Continue, "vContSupported+");
        table.OnUnheld("vCont?", AskActions);
        table.On("c", ContinueOld);
        table.On("C", WithSignal(ContinueOld));
        table.On("s", StepOld);
        table.On("S", WithSignal(StepOld));
        table.On("D", Detach);
        table.On("k", Kill);
        table.OnUnheld("qqemu.sstepbits", AskStepBits);
        table.OnUnheld("qqemu.sstep", AskStepMode);
        table.OnUnheld("Qqemu.sstep", SetStepMode);
        if (machine is IHasPower)
        {
            table.On("vKill", KillNamed);
        }
    }

    private static Reply AskActions(ref PacketReader args, GdbSession session, ReplyWriter reply) =>
        reply.Text("vCont;c;C;s;S;t;r"u8);

    // ? means that the client wants the machine to stand still: a running one is stopped first
    private static Reply WhyStopped(ref PacketReader args, GdbSession session, ReplyWriter reply) => Stop(session, reply);

    // vCont;action[:thread]...: the first action that names a thread is its own, one without a thread is for all others
    private static Reply Continue(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        ResumeAction[] plan = session.Plan;
        Span<bool> planned = stackalloc bool[plan.Length];
        planned.Clear();
        plan.AsSpan().Clear();
        bool stops = false;
        do
        {
            if (!TryAction(ref args, session, out ResumeAction action, ref stops))
            {
                return Reply.Malformed;
            }

            int thread = GdbSession.AllThreads;
            if (args.TrySkip((byte)':') && !args.TryThread(out thread))
            {
                return Reply.Malformed;
            }

            if (thread > 0 && !session.IsVisible(thread - 1))
            {
                return reply.Error(Errno.Invalid, $"there is no thread {thread}");
            }

            int first = thread switch { > 0 => thread - 1, GdbSession.AnyThread => session.Vcpu.Index, _ => 0 };
            int last = thread == GdbSession.AllThreads ? plan.Length - 1 : first;
            for (int vcpu = first; vcpu <= last; vcpu++)
            {
                plan[vcpu] = planned[vcpu] ? plan[vcpu] : action;
                planned[vcpu] = true;
            }
        }
        while (args.TrySkip((byte)';'));

        return !args.IsEmpty ? Reply.Malformed : stops ? Stop(session, reply) : Resume(session, reply);
    }

    private static bool TryAction(ref PacketReader args, GdbSession session, out ResumeAction action, ref bool stops)
    {
        action = default;
        if (!args.TryByte(out byte letter))
        {
            return false;
        }

        switch (letter)
        {
            case (byte)'c':
                action = new ResumeAction(ResumeKind.Run);
                return true;
            case (byte)'C':
                action = new ResumeAction(ResumeKind.Run);
                return args.TryHex(out uint _);
            case (byte)'s':
                action = Step(session);
                return true;
            case (byte)'S':
                action = Step(session);
                return args.TryHex(out uint _);
            case (byte)'r':
                bool there = args.TryHex(out uint start) & args.TrySkip((byte)',') & args.TryHex(out uint end);
                action = new ResumeAction(ResumeKind.StepRange, start, end, session.StepsHoldInterrupts);
                return there;
            case (byte)'t':
                stops = true;
                return true;
            default:
                return false;
        }
    }

    private static ResumeAction Step(GdbSession session) =>
        new(ResumeKind.Step, HoldInterrupts: session.StepsHoldInterrupts);

    // c [addr]
    private static Reply ContinueOld(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        session.Plan.AsSpan().Fill(new ResumeAction(ResumeKind.Run));
        return ResumeAt(ref args, session, reply);
    }

    // s [addr]: the thread that Hc named moves, no other
    private static Reply StepOld(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        session.Plan.AsSpan().Clear();
        session.Plan[ControlledVcpu(session).Index] = Step(session);
        return ResumeAt(ref args, session, reply);
    }

    // C sig[;addr]   S sig[;addr]: there are no signals here
    private static PacketHandler WithSignal(PacketHandler handler) =>
        (ref PacketReader args, GdbSession session, ReplyWriter reply) =>
            args.TryHex(out uint _) && (args.IsEmpty || args.TrySkip((byte)';')) ? handler(ref args, session, reply) : Reply.Malformed;

    private static Reply ResumeAt(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        bool hasAddress = args.TryHex(out uint address);
        if (!args.IsEmpty)
        {
            return Reply.Malformed;
        }

        if (hasAddress)
        {
            ControlledVcpu(session).TryWriteRegister(session.Target.ProgramCounter.Index, address);
        }

        return Resume(session, reply);
    }

    private static IInspectedVcpu ControlledVcpu(GdbSession session) =>
        session.ControlThread > 0 ? session.Machine.Vcpus[session.ControlThread - 1] : session.Vcpu;

    private static Reply Resume(GdbSession session, ReplyWriter reply)
    {
        if (session.Machine.State == MachineState.Running)
        {
            // Another client let it run. A client that runs it too waits with that one; one that steps wants it back.
            if (session.Plan.Any(static action => action.Kind is ResumeKind.Step or ResumeKind.StepRange))
            {
                session.Machine.Interrupt();
            }

            return session.WaitForStop();
        }

        return session.Machine.Resume(session.Plan) ? session.WaitForStop() : session.TellStop(reply);
    }

    private static Reply Stop(GdbSession session, ReplyWriter reply)
    {
        if (session.Machine.State != MachineState.Running)
        {
            return session.TellStop(reply);
        }

        session.Machine.Interrupt();
        return session.WaitForStop();
    }

    // D [;pid]
    private static Reply Detach(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        session.Detach();
        return reply.Ok();
    }

    // k has no reply: the machine is switched off where that is possible, and the client's line is cut
    private static Reply Kill(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        (session.Machine as IHasPower)?.PowerOff();
        session.Detach();
        session.Disconnect();
        return Reply.Later;
    }

    private static Reply KillNamed(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        ((IHasPower)session.Machine).PowerOff();
        session.Detach();
        return reply.Ok();
    }

    private static Reply AskStepBits(ref PacketReader args, GdbSession session, ReplyWriter reply) =>
        reply.Text("ENABLE=1,NOIRQ=2,NOTIMER=4"u8);

    private static Reply AskStepMode(ref PacketReader args, GdbSession session, ReplyWriter reply) =>
        reply.Text(session.StepsHoldInterrupts ? "0x7"u8 : "0x1"u8);

    // Qqemu.sstep=BITS, which people write with 0x before it
    private static Reply SetStepMode(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        if (args.Rest.StartsWith("0x"u8))
        {
            args = new PacketReader(args.Rest[2..]);
        }

        if (!args.TryHex(out uint bits) || !args.IsEmpty)
        {
            return Reply.Malformed;
        }

        session.StepsHoldInterrupts = (bits & 2) != 0;
        return reply.Ok();
    }
}
