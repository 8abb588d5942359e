using Introspect.Core;

namespace Introspect.Devices.Paravirtual;

/// <summary>A key, a movement or a button. Types, codes and values are those of Linux (input-event-codes.h): EV_KEY 1, EV_REL 2, EV_ABS 3.</summary>
public readonly record struct InputEvent(ushort Type, ushort Code, int Value);

/// <summary>Keyboard and pointer: a FIFO of events. What comes when it is full is lost and counted.</summary>
public sealed class ParavirtualInput(IInterruptLine irq) : ParavirtualDevice
{
    private const int FifoDepth = 256;

    private static readonly RegisterMap<ParavirtualInput> s_registers = new("paravirtual input", WindowBytes)
    {
        { 0x000, "Waiting", static d => (uint)d._events.Count },
        { 0x004, "Type", static d => d.First.Type },
        { 0x008, "Code", static d => d.First.Code },
        { 0x00C, "Value", static d => (uint)d.First.Value },
        { 0x010, "Next", static (d, _) => d.DropFirst() },
        { 0x014, "Lost", static d => d._lost },
    };

    private readonly Queue<InputEvent> _events = new();
    private uint _lost;

    public override ParavirtualKind Kind => ParavirtualKind.Input;

    private InputEvent First => _events.TryPeek(out InputEvent first) ? first : default;

    /// <summary>Hands over an event. Post it through the machine's input door.</summary>
    public void Receive(InputEvent input)
    {
        if (_events.Count == FifoDepth)
        {
            _lost++;
            return;
        }

        _events.Enqueue(input);
        irq.Set(true);
    }

    public override uint Read32(uint offset) => s_registers.Read(this, offset);

    public override void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public override void Reset()
    {
        _events.Clear();
        _lost = 0;
        irq.Set(false);
    }

    private void DropFirst()
    {
        _events.TryDequeue(out _);
        irq.Set(_events.Count != 0);
    }
}
