using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Interrupts;

/// <summary>
/// The secondary interrupt controller of the Versatile/PB926EJ-S, ARM DUI 0225D, "Interrupt controllers": 32 inputs that share one
/// output. Inputs 21 to 30 may instead, or as well, reach the primary controller directly, each over a wire of its own.
/// </summary>
public sealed class VersatileSic : IMmioDevice, IReportsUnmodelled
{
    /// <summary>The first input that has a wire of its own to the primary controller, and how many have one.</summary>
    public const int FirstPassed = 21, PassedInputs = 10;

    private const uint CanPass = ((1u << PassedInputs) - 1) << FirstPassed;
    private const uint SoftwareInterrupt = 1;

    private static readonly RegisterMap<VersatileSic> s_registers = new("versatile-sic", size: 0x1000)
    {
        { 0x000, "SIC_STATUS", static d => d.Raw & d._enable },
        { 0x004, "SIC_RAWSTAT", static d => d.Raw },
        { 0x008, "SIC_ENABLE/SIC_ENSET", static d => d._enable, static (d, v) => d.Assign(ref d._enable, d._enable | v) },
        { 0x00C, "SIC_ENCLR", static (d, v) => d.Assign(ref d._enable, d._enable & ~v) },
        { 0x010, "SIC_SOFTINTSET", static d => d._soft, static (d, v) => d.Assign(ref d._soft, d._soft | (v & SoftwareInterrupt)) },
        { 0x014, "SIC_SOFTINTCLR", static (d, v) => d.Assign(ref d._soft, d._soft & ~v) },
        { 0x020, "SIC_PICENABLE/SIC_PICENSET", static d => d._pass, static (d, v) => d.Assign(ref d._pass, d._pass | (v & CanPass)) },
        { 0x024, "SIC_PICENCLR", static (d, v) => d.Assign(ref d._pass, d._pass & ~v) },
    };

    private readonly IInterruptLine _output;
    private readonly IReadOnlyList<IInterruptLine> _passed;
    private readonly InputLines _inputs;
    private uint _enable;
    private uint _soft;
    private uint _pass;

    public VersatileSic(IInterruptLine output, IReadOnlyList<IInterruptLine> passed)
    {
        Invariant.Require(passed.Count == PassedInputs);
        _output = output;
        _passed = passed;
        _inputs = new InputLines(Update);
    }

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    private uint Raw => _inputs.Levels | _soft;

    /// <summary>The wire that a device drives, 0 to 31.</summary>
    public IInterruptLine Input(int line) => _inputs[line];

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Reset()
    {
        _enable = _soft = _pass = 0;
        Update();
    }

    private void Assign(ref uint register, uint value)
    {
        register = value;
        Update();
    }

    private void Update()
    {
        _output.Set((Raw & _enable) != 0);
        for (int i = 0; i < PassedInputs; i++)
        {
            _passed[i].Set(Bits.IsSet(Raw & _pass, FirstPassed + i));
        }
    }
}
