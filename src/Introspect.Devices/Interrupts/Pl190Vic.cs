using System.Numerics;
using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Interrupts;

/// <summary>
/// ARM PrimeCell vectored interrupt controller (PL190), ARM DDI 0181E: 32 inputs, each to IRQ or FIQ; 16 of those to IRQ have a
/// vector and a priority, the others share the default vector below them. Reading VICVECTADDR takes the interrupt and holds
/// back its own and lower priorities until VICVECTADDR is written. With nothing to take it reads as the vector
/// of what was taken last, or the default vector. Not modelled: the protection of VICPROTECTION (kept, without effect), the
/// daisy chain, test registers.
/// </summary>
public sealed class Pl190Vic : IMmioDevice, IReportsUnmodelled
{
    private const int Vectors = 16;

    // Levels of priority, the highest first: the vectors, then the default vector, then nothing at all.
    private const int DefaultLevel = Vectors, NoLevel = Vectors + 1;
    private const uint VectorEnable = 1 << 5;

    private static readonly RegisterMap<Pl190Vic> s_registers = new("pl190", size: 0x1000)
    {
        { 0x000, "VICIRQSTATUS", static d => d.IrqStatus },
        { 0x004, "VICFIQSTATUS", static d => d.FiqStatus },
        { 0x008, "VICRAWINTR", static d => d.Raw },
        { 0x00C, "VICINTSELECT", static d => d._select, static (d, v) => d.Assign(ref d._select, v) },
        { 0x010, "VICINTENABLE", static d => d._enable, static (d, v) => d.Assign(ref d._enable, d._enable | v) },
        { 0x014, "VICINTENCLEAR", static (d, v) => d.Assign(ref d._enable, d._enable & ~v) },
        { 0x018, "VICSOFTINT", static d => d._soft, static (d, v) => d.Assign(ref d._soft, d._soft | v) },
        { 0x01C, "VICSOFTINTCLEAR", static (d, v) => d.Assign(ref d._soft, d._soft & ~v) },
        { 0x020, "VICPROTECTION", static d => d._protection, static (d, v) => d._protection = v & 1 },
        { 0x030, "VICVECTADDR", static d => d.Take(), static (d, _) => d.End() },
        { 0x034, "VICDEFVECTADDR", static d => d._addresses[DefaultLevel], static (d, v) => d._addresses[DefaultLevel] = v },
        { 0x100, Vectors, "VICVECTADDR", static (d, i) => d._addresses[i], static (d, i, v) => d._addresses[i] = v },
        { 0x200, Vectors, "VICVECTCNTL", static (d, i) => d._controls[i], static (d, i, v) => d.Assign(ref d._controls[i], v & 0x3F) },
        { 0xFE0, "VICPeriphID", [0x90, 0x11, 0x04, 0x00] },
        { 0xFF0, "VICPCellID", [0x0D, 0xF0, 0x05, 0xB1] },
    };

    private readonly IInterruptLine _irq;
    private readonly IInterruptLine _fiq;
    private readonly InputLines _inputs;
    private readonly uint[] _addresses = new uint[Vectors + 1];
    private readonly uint[] _controls = new uint[Vectors];
    private uint _select;
    private uint _enable;
    private uint _soft;
    private uint _protection;

    // Bit n: an interrupt of level n was taken and has not ended.
    private uint _inService;

    public Pl190Vic(IInterruptLine irq, IInterruptLine fiq)
    {
        _irq = irq;
        _fiq = fiq;
        _inputs = new InputLines(Update);
    }

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    private uint Raw => _inputs.Levels | _soft;

    private uint IrqStatus => Raw & _enable & ~_select;

    private uint FiqStatus => Raw & _enable & _select;

    /// <summary>The level of what was taken last; with nothing taken, that below all others.</summary>
    private int CurrentLevel => Math.Min(BitOperations.TrailingZeroCount(_inService), NoLevel);

    /// <summary>The level of the most urgent interrupt there is.</summary>
    private int PendingLevel
    {
        get
        {
            uint status = IrqStatus;
            for (int level = 0; level < Vectors && status != 0; level++)
            {
                uint control = _controls[level];
                if ((control & VectorEnable) != 0 && Bits.IsSet(status, (int)(control & 0x1F)))
                {
                    return level;
                }
            }

            return status == 0 ? NoLevel : DefaultLevel;
        }
    }

    /// <summary>The wire that a device drives, 0 to 31.</summary>
    public IInterruptLine Input(int line) => _inputs[line];

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Reset()
    {
        Array.Clear(_addresses);
        Array.Clear(_controls);
        _select = _enable = _soft = _protection = 0;
        _inService = 0;
        Update();
    }

    private uint Take()
    {
        int level = PendingLevel;
        if (level >= CurrentLevel)
        {
            return _addresses[Math.Min(CurrentLevel, DefaultLevel)];
        }

        _inService |= 1u << level;
        Update();
        return _addresses[level];
    }

    private void End() => Assign(ref _inService, _inService & (_inService - 1));

    private void Assign(ref uint register, uint value)
    {
        register = value;
        Update();
    }

    private void Update()
    {
        _irq.Set(PendingLevel < CurrentLevel);
        _fiq.Set(FiqStatus != 0);
    }
}
