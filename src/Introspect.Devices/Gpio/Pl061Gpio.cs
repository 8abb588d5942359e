using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Gpio;

/// <summary>
/// ARM PrimeCell GPIO (PL061), ARM DDI 0190B: 8 pins. A pin that is an output and has a wire in
/// <paramref name="outputs"/> drives it. Not modelled: hardware control (GPIOAFSEL is kept and has no effect), test registers.
/// </summary>
public sealed class Pl061Gpio(IInterruptLine irq, IReadOnlyList<IInterruptLine>? outputs = null) : IMmioDevice, IReportsUnmodelled
{
    private const int Pins = 8;

    private static readonly RegisterMap<Pl061Gpio> s_registers = new("pl061", size: 0x1000)
    {
        { 0x000, 256, "GPIODATA", static (d, mask) => d.Levels & (uint)mask, static (d, mask, v) => d.SetData((uint)mask, v) },
        { 0x400, "GPIODIR", static d => d._direction, static (d, v) => d.Assign(ref d._direction, v) },
        { 0x404, "GPIOIS", static d => d._isLevelSensitive, static (d, v) => d.Assign(ref d._isLevelSensitive, v) },
        { 0x408, "GPIOIBE", static d => d._onBothEdges, static (d, v) => d.Assign(ref d._onBothEdges, v) },
        { 0x40C, "GPIOIEV", static d => d._onRiseOrHigh, static (d, v) => d.Assign(ref d._onRiseOrHigh, v) },
        { 0x410, "GPIOIE", static d => d._mask, static (d, v) => d.Assign(ref d._mask, v) },
        { 0x414, "GPIORIS", static d => d.Raised },
        { 0x418, "GPIOMIS", static d => d.Raised & d._mask },
        { 0x41C, "GPIOIC", static (d, v) => d.Assign(ref d._edges, d._edges & ~v) },
        { 0x420, "GPIOAFSEL", static d => d._hardwareControl, static (d, v) => d.Assign(ref d._hardwareControl, v) },
        { 0xFE0, "GPIOPeriphID", [0x61, 0x10, 0x04, 0x00] },
        { 0xFF0, "GPIOPCellID", [0x0D, 0xF0, 0x05, 0xB1] },
    };

    private uint _inputs;
    private uint _data;
    private uint _direction;
    private uint _isLevelSensitive;
    private uint _onBothEdges;
    private uint _onRiseOrHigh;
    private uint _mask;
    private uint _edges;
    private uint _hardwareControl;

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    private uint Levels => (_data & _direction) | (_inputs & ~_direction);

    /// <summary>Edges seen, and the levels of those input pins that are level-sensitive. DDI 0190B 2.3.2.</summary>
    private uint Raised => (_edges & ~_isLevelSensitive) | (~(_inputs ^ _onRiseOrHigh) & _isLevelSensitive & ~_direction);

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    /// <summary>Drives a pin (0 to 7) from outside.</summary>
    public void SetInput(int pin, bool level)
    {
        Invariant.Require(pin is >= 0 and < Pins);
        uint before = _inputs;
        _inputs = Bits.With(_inputs, pin, level);
        uint edge = (before ^ _inputs) & ~_direction & ~_isLevelSensitive & (_onBothEdges | ~(_inputs ^ _onRiseOrHigh));
        Assign(ref _edges, _edges | edge);
    }

    /// <summary>Clears the registers; the inputs keep the levels they are driven with.</summary>
    public void Reset()
    {
        _data = _direction = 0;
        _isLevelSensitive = _onBothEdges = _onRiseOrHigh = _mask = _edges = 0;
        _hardwareControl = 0;
        Update();
    }

    private void SetData(uint mask, uint value) => Assign(ref _data, (_data & ~mask) | (value & mask));

    private void Assign(ref uint register, uint value)
    {
        register = value & 0xFF;
        Update();
    }

    private void Update()
    {
        for (int pin = 0; pin < outputs?.Count; pin++)
        {
            outputs[pin].Set(Bits.IsSet(_data & _direction, pin));
        }

        irq.Set((Raised & _mask) != 0);
    }
}
