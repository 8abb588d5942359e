using Introspect.Core;
using Introspect.Gdb.Protocol;
using Introspect.Inspection;

namespace Introspect.Gdb;

/// <summary>Where a session's bytes go.</summary>
internal interface IClientTransport
{
    /// <summary>True when a stop reply can be sent without waiting for the client to read.</summary>
    bool CanSendAtOnce { get; }

    /// <summary>Sends all of it. A client that is gone is not an error here: whoever reads from it will notice.</summary>
    void Send(ReadOnlySpan<byte> bytes);

    /// <summary>Ends the connection; may be called more than once, from any thread.</summary>
    void Close();
}

/// <summary>
/// One client's conversation, whatever carries it. Packets come on the client's thread, stops on the machine's. Both write under
/// the session's lock. The lock is taken before the machine's hold, never waited for with it: a stop that finds the session
/// busy is left for the client's thread to send, so that no client can make a machine wait.
/// </summary>
internal sealed class GdbSession : IMachineListener
{
    public const int AllThreads = -1, AnyThread = 0;

    private readonly Lock _gate = new();
    private readonly PacketTable _packets;
    private readonly IClientTransport _transport;
    private readonly ReplyWriter _reply = new();
    private readonly int? _onlyVcpu;
    private bool _acknowledges = true;
    private bool _waitsForStop;
    private volatile StopEvent? _undelivered;
    private IDisposable? _subscription;

    public GdbSession(IInspectedMachine machine, PacketTable packets, TargetDescription target, int? onlyVcpu, IClientTransport transport)
    {
        Machine = machine;
        Target = target;
        Probes = new ClientProbes(machine, onlyVcpu);
        Plan = new ResumeAction[machine.Vcpus.Count];
        Vcpu = machine.Vcpus[onlyVcpu ?? 0];
        _packets = packets;
        _transport = transport;
        _onlyVcpu = onlyVcpu;
    }

    public IInspectedMachine Machine { get; }

    public TargetDescription Target { get; }

    public ClientProbes Probes { get; }

    /// <summary>The vCPU that register and memory packets mean (Hg).</summary>
    public IInspectedVcpu Vcpu { get; private set; }

    /// <summary>The thread that the old packets c and s mean (Hc).</summary>
    public int ControlThread { get; set; }

    /// <summary>Room to build what the vCPUs shall do.</summary>
    public ResumeAction[] Plan { get; }

    public string Features => _packets.Features;

    /// <summary>True once the client has asked why the machine stands still, until it detaches.</summary>
    public bool IsAttached { get; private set; }

    /// <summary>True when memory packets mean physical addresses (QEMU's <c>Qqemu.PhyMemMode</c>).</summary>
    public bool MemoryIsPhysical { get; set; }

    /// <summary>Whether interrupts wait while a vCPU steps.</summary>
    public bool StepsHoldInterrupts { get; set; } = true;

    public bool ClientKnowsSwBreak { get; set; }

    public bool ClientKnowsHwBreak { get; set; }

    /// <summary>Called when the client lets go of the machine, with its hold.</summary>
    public Action<GdbSession>? Detached { get; init; }

    /// <summary>Whether the client is shown a vCPU: all there are, or on a port of a single vCPU that one.</summary>
    public bool IsVisible(int vcpu) => (uint)vcpu < (uint)Machine.Vcpus.Count && (_onlyVcpu is null || _onlyVcpu == vcpu);

    /// <summary>The client has come: from now on it hears of stops.</summary>
    public void Enter()
    {
        using MachineHold hold = Machine.Hold();
        _subscription = Machine.Subscribe(this);
    }

    /// <summary>Takes what the framer found. Called on the client's thread.</summary>
    public void Receive(FrameKind kind, ReadOnlySpan<byte> payload, PacketFramer framer)
    {
        lock (_gate)
        {
            switch (kind)
            {
                case FrameKind.Interrupt when _waitsForStop:
                    Machine.Interrupt();
                    break;
                case FrameKind.Resend when _acknowledges:
                    _transport.Send(_reply.Pending);
                    break;
                case FrameKind.Packet or FrameKind.Damaged or FrameKind.TooLong:
                    Answer(kind, payload);
                    framer.ChecksChecksums = _acknowledges;
                    break;
                default:
                    break;
            }
        }

        DeliverStop();
    }

    /// <summary>The client is gone or going: its probes are removed, and it hears of nothing any more.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            using MachineHold hold = Machine.Hold();
            Detach();
            _subscription?.Dispose();
            _subscription = null;
        }
    }

    /// <summary>Lets go of the machine. Called with its hold.</summary>
    public void Detach()
    {
        _waitsForStop = false;
        Probes.RemoveAll();
        Detached?.Invoke(this);
        IsAttached = false;
    }

    public void Disconnect() => _transport.Close();

    /// <summary>Tells at once of the stop that the machine is in, and not once more later. Called with the hold.</summary>
    public Reply TellStop(ReplyWriter reply)
    {
        IsAttached = true;
        _waitsForStop = false;
        return StopReply.Write(Machine.LastStop, this, reply);
    }

    /// <summary>Tells of the next stop when it comes. Called with the hold, so that it cannot have come yet.</summary>
    public Reply WaitForStop()
    {
        IsAttached = true;
        _waitsForStop = true;
        _undelivered = null;
        return Reply.Later;
    }

    /// <summary>No acknowledgements from the reply to the present packet on.</summary>
    public void StopAcknowledging() => _acknowledges = false;

    /// <summary>Selects a vCPU; false, and the selection stays, when the client is not shown it.</summary>
    public bool TrySelect(int vcpu)
    {
        bool visible = IsVisible(vcpu);
        Vcpu = visible ? Machine.Vcpus[vcpu] : Vcpu;
        return visible;
    }

    void IMachineListener.Stopped(StopEvent stop)
    {
        _undelivered = stop;
        DeliverStop();
    }

    void IMachineListener.Resumed()
    {
    }

    private void Answer(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        _reply.Clear();
        if (_acknowledges)
        {
            _reply.Acknowledge(kind != FrameKind.Damaged);
        }

        if (kind != FrameKind.Damaged)
        {
            _reply.BeginPacket();
            Reply result = kind == FrameKind.TooLong
                ? _reply.Error(Errno.NoMemory, $"a packet is longer than {ReplyWriter.MaxPayload} bytes; see PacketSize")
                : Handle(new PacketReader(payload));
            switch (result)
            {
                case Reply.Later:
                    _reply.AbandonPacket();
                    break;
                case Reply.Malformed:
                    _reply.Error(Errno.Invalid, "the packet's arguments are not what it takes");
                    _reply.EndPacket();
                    break;
                case Reply.Unsupported:
                    _reply.RestartPacket();
                    _reply.EndPacket();
                    break;
                default:
                    _reply.EndPacket();
                    break;
            }
        }

        AppendStop();   // a step may be done by now
        if (!_reply.Pending.IsEmpty)
        {
            _transport.Send(_reply.Pending);
        }
    }

    private Reply Handle(PacketReader packet)
    {
        if (_packets.Find(ref packet) is not { } row)
        {
            return Reply.Unsupported;
        }

        try
        {
            if (!row.Held)
            {
                return row.Handler(ref packet, this, _reply);
            }

            using MachineHold hold = Machine.Hold();
            return row.Handler(ref packet, this, _reply);
        }
        catch (IntrospectException error)
        {
            return _reply.Error(Errno.Invalid, error.Message);
        }
    }

    /// <summary>
    /// Sends the reply for a stop that is not told yet, unless another thread is at work in this session: then that one does it.
    /// </summary>
    private void DeliverStop()
    {
        Interlocked.MemoryBarrier();   // between letting go of the lock and looking for what came meanwhile
        while (_undelivered is not null && !_gate.IsHeldByCurrentThread && _gate.TryEnter())
        {
            try
            {
                _reply.Clear();
                AppendStop();
                if (_reply.Pending.IsEmpty)
                {
                    continue;
                }

                if (_transport.CanSendAtOnce)
                {
                    _transport.Send(_reply.Pending);
                }
                else
                {
                    _transport.Close();
                }
            }
            finally
            {
                _gate.Exit();
                Interlocked.MemoryBarrier();
            }
        }
    }

    private void AppendStop()
    {
        if (_undelivered is not { } stop)
        {
            return;
        }

        _undelivered = null;
        if (!_waitsForStop)
        {
            return;
        }

        _waitsForStop = false;
        using MachineHold hold = Machine.Hold();
        if (stop.Text.Length != 0)
        {
            _reply.ConsolePacket(stop.Text);
        }

        _reply.BeginPacket();
        StopReply.Write(stop, this, _reply);
        _reply.EndPacket();
    }
}
