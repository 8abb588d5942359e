using System.Collections.Immutable;
using Introspect.Core;
using Introspect.Cpu;
using Introspect.Devices;
using Introspect.Devices.Interrupts;
using Introspect.Machine.Loading;

namespace Introspect.Machine.Boards;

/// <summary>
/// ARM Versatile/PB926EJ-S, ARM DUI 0225D, for the CPU models before virt's: PL190 and the secondary controller, SP804, PL011, PL031,
/// PL061, flash; and the paravirtual set, which has the drives. Linux is started with tags, or with the device tree it is given. Not modelled: what <see cref="UnmodelledWindows"/>
/// lists; an image in flash is data, as RAM lies at address 0.
/// </summary>
public sealed class VersatileBoard : Board
{
    /// <summary>ARM's number for the board in Linux (arch/arm/tools/mach-types).</summary>
    internal const uint MachineId = 387;

    internal const ulong SystemRegistersBase = 0x1000_0000;
    internal const ulong SicBase = 0x1000_3000;
    internal const ulong VicBase = 0x1014_0000;
    internal const int SicLine = 31;

    // The space of logic tiles, and a line of the primary controller that the board leaves open.
    internal const ulong ParavirtualBase = 0x1400_0000;
    internal const int ParavirtualLine = 20;

    private const ulong FlashBase = 0x3400_0000;
    private const uint FlashBytes = 64 << 20;
    private const int NoLine = -1;

    // Lines from here on are those of the secondary controller.
    private const int Sic = 32;

    /// <summary>What the catalogue has, with lines of the primary controller or, from <see cref="Sic"/> on, of the secondary.</summary>
    internal static readonly ImmutableArray<BoardDevice> Devices =
    [
        // base          device                    line (DUI 0225D, "Interrupt controllers")
        new(SystemRegistersBase, "arm,versatile-sysreg", NoLine),
        new(0x1000_9000, "arm,pl011",              Sic + 6),
        new(0x101E_2000, "arm,sp804",              4),
        new(0x101E_3000, "arm,sp804",              5),
        new(0x101E_4000, "arm,pl061",              6),
        new(0x101E_5000, "arm,pl061",              7),
        new(0x101E_6000, "arm,pl061",              8),
        new(0x101E_7000, "arm,pl061",              9),
        new(0x101E_8000, "arm,pl031",              10),
        new(0x101F_1000, "arm,pl011",              12, IsConsole: true),
        new(0x101F_2000, "arm,pl011",              13),
        new(0x101F_3000, "arm,pl011",              14),
    ];

    /// <summary>What the board has beside (DUI 0225D, "Memory map"). A guest that looks there finds zeros, and so no device.</summary>
    internal static readonly ImmutableArray<(ulong Base, uint Bytes, string Name)> UnmodelledWindows =
    [
        (0x1000_1000, 0x1000,      "pci control"),
        (0x1000_2000, 0x1000,      "i2c"),
        (0x1000_4000, 0x1000,      "pl041 audio"),
        (0x1000_5000, 0x1000,      "pl181 card 0"),
        (0x1000_6000, 0x1000,      "pl050 keyboard"),
        (0x1000_7000, 0x1000,      "pl050 mouse"),
        (0x1000_8000, 0x1000,      "character display"),
        (0x1000_A000, 0x1000,      "smart card 1"),
        (0x1000_B000, 0x1000,      "pl181 card 1"),
        (0x1001_0000, 0x1_0000,    "smc91c111 ethernet"),
        (0x1002_0000, 0x1_0000,    "usb"),
        (0x1010_0000, 0x1_0000,    "pl093 static memory"),
        (0x1011_0000, 0x1_0000,    "dynamic memory"),
        (0x1012_0000, 0x1_0000,    "pl110 display"),
        (0x1013_0000, 0x1_0000,    "pl080 dma"),
        (0x101E_0000, 0x1000,      "system controller"),
        (0x101E_1000, 0x1000,      "sp805 watchdog"),
        (0x101F_0000, 0x1000,      "smart card 0"),
        (0x101F_4000, 0x1000,      "pl022 ssp"),
        (0x4100_0000, 0x100_0000,  "pci own configuration"),
        (0x4200_0000, 0x100_0000,  "pci configuration"),
        (0x4300_0000, 0x100_0000,  "pci i/o"),
    ];

    public override string Name => "versatilepb";

    public override string Description => "ARM Versatile/PB926EJ-S with PL190, SP804 and PL011, for ARMv4 to v7";

    public override ImmutableArray<string> CpuModels { get; } =
        ["arm926ej-s", "arm1136", "arm1176", "cortex-a5", "cortex-a8", "cortex-a9", "sa1110", "arm7tdmi", "arm920t", "feroceon"];

    public override int MaxVcpus => 1;

    public override int DefaultMemoryMiB => 128;

    public override int MaxMemoryMiB => 256;

    private protected override ulong MemoryBase => 0;

    private protected override void Assemble(BoardAssembly parts)
    {
        Machine machine = parts.Machine;

        // These models have no Generic Timer.
        var vcpu = new Vcpu(new VcpuParts(
            0, machine.Model, machine.Bus, machine.Code, machine.Clock, machine.Events, TimerLines.None, machine));
        machine.Add(vcpu);
        Pl190Vic vic = AddDevices(parts, vcpu);
        parts.AddParavirtualSet(ParavirtualBase, ParavirtualLine, vic.Input(ParavirtualLine));
        parts.AddFlash(FlashBytes, FlashBase);
        parts.Start(Plan(parts));
    }

    private static Pl190Vic AddDevices(BoardAssembly parts, Vcpu vcpu)
    {
        var vic = new Pl190Vic(vcpu.Irq, vcpu.Fiq);
        var sic = new VersatileSic(
            vic.Input(SicLine), [.. Enumerable.Range(VersatileSic.FirstPassed, VersatileSic.PassedInputs).Select(vic.Input)]);
        parts.AddDevice("vic", VicBase, vic);
        parts.AddDevice("sic", SicBase, sic);
        foreach (BoardDevice row in Devices)
        {
            parts.AddDevice(row, row.Interrupt switch
            {
                NoLine => new Wire(),
                >= Sic => sic.Input(row.Interrupt - Sic),
                _ => vic.Input(row.Interrupt),
            });
        }

        foreach ((ulong at, uint bytes, string name) in UnmodelledWindows)
        {
            parts.AddDevice(name, at, new UnmodelledWindow(name, bytes));
        }

        return vic;
    }

    private static BootPlan Plan(BoardAssembly parts)
    {
        MachineOptions options = parts.Options;
        if (options.Kernel is not { } kernel)
        {
            throw new IntrospectException("The machine has nothing to run. Give --kernel FILE.");
        }

        GuestImage image = GuestImage.Parse(kernel);
        return parts.ReadDeviceTree() is { } tree
            ? BootPlan.ForImage(parts.Ram, image, options.Initrd, tree, options.Arguments, MachineId)
            : BootPlan.ForTaggedImage(parts.Ram, image, options.Initrd, options.Arguments, MachineId);
    }
}
