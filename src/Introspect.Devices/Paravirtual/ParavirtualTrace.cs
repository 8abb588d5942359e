namespace Introspect.Devices.Paravirtual;

/// <summary>Told of each mark: the channel and the value.</summary>
public delegate void MarkSink(uint channel, uint value);

/// <summary>Trace marks: a store of any value to one of 64 channels is an event in the host's timeline. A guest cannot see whether anybody records it.</summary>
public sealed class ParavirtualTrace(MarkSink sink) : ParavirtualDevice
{
    private const int Channels = 64;

    private static readonly RegisterMap<ParavirtualTrace> s_registers = new("paravirtual trace", WindowBytes)
    {
        { 0x000, Channels, "Mark", static (_, _) => 0, static (d, i, v) => d.Mark(i, v) },
    };

    public override ParavirtualKind Kind => ParavirtualKind.Trace;

    public override uint Read32(uint offset) => s_registers.Read(this, offset);

    public override void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public override void Reset()
    {
        // It has no state.
    }

    private void Mark(int channel, uint value) => sink((uint)channel, value);
}
