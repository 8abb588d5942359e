using System.Collections.Concurrent;
using System.Text;
using Introspect.Gdb.Protocol;
using Introspect.Inspection;
using Introspect.TestKit.Inspection;

namespace Introspect.Gdb.Tests;

/// <summary>A client without a socket: says packets as text and reads replies as text, against a fake machine.</summary>
internal sealed class Conversation : IClientTransport, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly PacketFramer _framer = new();
    private readonly BlockingCollection<string> _sent = [];
    private readonly FakeMachine? _own;

    public Conversation(FakeMachine? machine = null, int? onlyVcpu = null, bool acknowledges = false)
    {
        _own = machine is null ? new FakeMachine() : null;
        Machine = machine ?? _own!;
        var table = new PacketTable();
        GdbServer.AddPacketsTo(table, Machine);
        Session = new GdbSession(Machine, table, new TargetDescription(Machine.Vcpus[0].Registers), onlyVcpu, this);
        Session.Enter();
        if (!acknowledges)
        {
            Say("+$QStartNoAckMode#b0");
            Assert.Equal("+$OK#9a", Hear());
        }
    }

    public FakeMachine Machine { get; }

    public GdbSession Session { get; }

    public bool CanSendAtOnce { get; set; } = true;

    public bool IsClosed { get; private set; }

    /// <summary>How many writes have reached the client and were not heard yet.</summary>
    public int Unheard => _sent.Count;

    /// <summary>Asks a packet and answers the payload of its reply.</summary>
    public string Ask(string packet)
    {
        Send(packet);
        return Payload(Hear());
    }

    public void Send(string packet)
    {
        byte[] payload = Encoding.Latin1.GetBytes(packet);
        Say($"${packet}#{Checksum.Of(payload):x2}");
    }

    /// <summary>Bytes from the client as they are.</summary>
    public void Say(string raw)
    {
        ReadOnlySpan<byte> bytes = Encoding.Latin1.GetBytes(raw);
        while (!bytes.IsEmpty)
        {
            Span<byte> free = _framer.Free();
            int count = Math.Min(free.Length, bytes.Length);
            bytes[..count].CopyTo(free);
            bytes = bytes[count..];
            _framer.Added(count);
            while (_framer.Next(out ReadOnlySpan<byte> payload) is not FrameKind.None and FrameKind kind)
            {
                Session.Receive(kind, payload, _framer);
            }
        }
    }

    /// <summary>The next write to the client as it is.</summary>
    public string Hear() => _sent.TryTake(out string? text, s_patience) ? text : throw new TimeoutException("No reply came.");

    public string HearPayload() => Payload(Hear());

    public uint Read(string register)
    {
        using MachineHold hold = Machine.Hold();
        IInspectedVcpu vcpu = Session.Vcpu;
        return (uint)vcpu.ReadRegister(vcpu.Registers.ToList().FindIndex(r => r.Name == register));
    }

    public void Poke(uint address, params uint[] words)
    {
        using MachineHold hold = Machine.Hold();
        Assert.Equal(words.Length * 4, Machine.WritePhysical(address, System.Runtime.InteropServices.MemoryMarshal.AsBytes<uint>(words)));
    }

    public void Dispose()
    {
        Session.Leave();
        _own?.Dispose();
        _sent.Dispose();
    }

    void IClientTransport.Send(ReadOnlySpan<byte> bytes) => _sent.Add(Encoding.Latin1.GetString(bytes));

    void IClientTransport.Close() => IsClosed = true;

    private static string Payload(string packet)
    {
        Assert.StartsWith("$", packet, StringComparison.Ordinal);
        Assert.Equal('#', packet[^3]);
        Assert.Equal($"{Checksum.Of(Encoding.Latin1.GetBytes(packet[1..^3])):x2}", packet[^2..]);
        return packet[1..^3];
    }
}
