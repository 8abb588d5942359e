using Introspect.Core;

namespace Introspect.Devices.Interrupts;

/// <summary>The 32 wires that come into an interrupt controller, and the word of their levels.</summary>
/// <param name="changed">Called after each change of a level.</param>
internal sealed class InputLines(Action changed)
{
    private const int Count = 32;

    /// <summary>Bit n is the level of wire n. A reset of the controller leaves the wires as they are driven.</summary>
    public uint Levels { get; private set; }

    /// <summary>The end of a wire that its device drives.</summary>
    public IInterruptLine this[int line]
    {
        get
        {
            Invariant.Require(line is >= 0 and < Count);
            return new Input(this, line);
        }
    }

    private void Set(int line, bool raised)
    {
        uint levels = Bits.With(Levels, line, raised);
        if (levels != Levels)
        {
            Levels = levels;
            changed();
        }
    }

    private sealed class Input(InputLines lines, int line) : IInterruptLine
    {
        public void Set(bool raised) => lines.Set(line, raised);
    }
}
