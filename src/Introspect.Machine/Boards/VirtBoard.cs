using System.Collections.Immutable;
using Introspect.Arm.Models;
using Introspect.Core;
using Introspect.Cpu;
using Introspect.Devices;
using Introspect.Devices.Firmware;
using Introspect.Devices.Gpio;
using Introspect.Devices.Interrupts;
using Introspect.Devices.Virtio;
using Introspect.Machine.DeviceTree;
using Introspect.Machine.Loading;
using Introspect.Machine.Network;
using Introspect.Memory;
using Introspect.Tracing.Events;

namespace Introspect.Machine.Boards;

/// <summary>
/// A board of generic parts, laid out as QEMU's <c>virt</c> so that its guests run unchanged: GICv2, PL011, PL031, PL061, flash, fw-cfg,
/// 32 virtio slots, PSCI; and, where QEMU has nothing, the paravirtual set. Not modelled: PCIe, a second UART, the platform bus.
/// </summary>
public sealed class VirtBoard : Board
{
    /// <summary>Where RAM begins.</summary>
    public const ulong RamBase = 0x4000_0000;

    /// <summary>virtio slots.</summary>
    public const int VirtioSlots = 32;

    internal const ulong DistributorBase = 0x0800_0000;
    internal const ulong CpuInterfaceBase = 0x0801_0000;
    internal const ulong MessageFrameBase = 0x0802_0000;
    internal const ulong VirtualInterfaceBase = 0x0803_0000;
    internal const ulong VirtualCpuInterfaceBase = 0x0804_0000;
    internal const ulong UartBase = 0x0900_0000;
    internal const ulong RtcBase = 0x0901_0000;
    internal const ulong FirmwareConfigurationBase = 0x0902_0000;
    internal const ulong GpioBase = 0x0903_0000;
    internal const ulong VirtioBase = 0x0A00_0000;
    internal const ulong VirtioStep = 0x200;
    internal const ulong ParavirtualBase = 0x0B00_0000;
    internal const uint FlashBankBytes = 64 << 20;
    internal const int UartSpi = 1;
    internal const int RtcSpi = 2;
    internal const int GpioSpi = 7;
    internal const int FirstVirtioSpi = 16;
    internal const int FirstMessageSpi = 48;
    internal const int MessageSpis = 64;
    internal const int ParavirtualSpi = 200;
    internal const int MaintenancePpi = 9;
    internal const int HypTimerPpi = 10;
    internal const int VirtualTimerPpi = 11;
    internal const int SecureTimerPpi = 13;
    internal const int PhysicalTimerPpi = 14;
    internal const int PowerButtonPin = 3;

    private const uint FirstSpiId = 32;
    private const int Spis = 256;

    private static readonly ImmutableArray<BoardDevice> s_devices =
    [
        // base     device       spi
        new(UartBase, "arm,pl011", UartSpi, IsConsole: true),
        new(RtcBase, "arm,pl031", RtcSpi),
        new(GpioBase, "arm,pl061", GpioSpi),
    ];

    public override string Name => "virt";

    public override string Description => "generic board of GICv2, PL011 and virtio, as QEMU's virt";

    public override ImmutableArray<string> CpuModels { get; } = ["cortex-a15", "cortex-a7"];

    public override int MaxVcpus => 8;

    public override int DefaultMemoryMiB => 256;

    public override int MaxMemoryMiB => 2048;

    public override int MaxNetworkCards => 8;

    private protected override ulong MemoryBase => RamBase;

    private protected override void Assemble(BoardAssembly parts)
    {
        Gic gic = AddVcpus(parts.Machine, parts.Options.VcpuCount);
        AddMessageFrame(parts, gic);
        parts.AddFlash(FlashBankBytes, 0, FlashBankBytes);
        AddDevices(parts, gic);
        AddFirmwareConfiguration(parts);
        parts.AddParavirtualSet(ParavirtualBase, (int)FirstSpiId + ParavirtualSpi, gic.Spi(ParavirtualSpi));
        parts.Start(Plan(parts));
    }

    // Each vCPU has a bus of its own on top of the machine's: there lies its view of the interrupt controller.
    private static Gic AddVcpus(Machine machine, int count)
    {
        var irqs = new Wire[count];
        var fiqs = new Wire[count];
        for (int i = 0; i < count; i++)
        {
            (irqs[i], fiqs[i]) = (new Wire(), new Wire());
        }

        var gic = new Gic(Spis, [.. irqs.Zip(fiqs, (irq, fiq) => new GicOutputs(irq, fiq))]);
        machine.OnReset(gic.Reset);
        gic.Acknowledged = (vcpu, id) => TraceInterrupt(machine.Vcpus[vcpu], InterruptStep.Acknowledged, id);
        gic.Ended = (vcpu, id) => TraceInterrupt(machine.Vcpus[vcpu], InterruptStep.EndOfInterrupt, id);
        for (int i = 0; i < count; i++)
        {
            var bus = new PhysicalBus(machine.Bus);
            bus.AddDevice("gic distributor", DistributorBase, gic.DistributorFor(i));
            bus.AddDevice("gic cpu interface", CpuInterfaceBase, gic.CpuInterfaceFor(i));
            var vcpu = new Vcpu(new VcpuParts(
                i, machine.Model, bus, machine.Code, machine.Clock, machine.Events, TimerLinesOf(gic, i), machine));
            if (machine.Model.Has(ArmExtensions.Virtualization))
            {
                (IMmioDevice control, IMmioDevice guests) =
                    gic.AddVirtualInterface(i, new GicOutputs(vcpu.VirtualIrq, vcpu.VirtualFiq), gic.Ppi(i, MaintenancePpi));
                bus.AddDevice("gic virtual interface", VirtualInterfaceBase, control);
                bus.AddDevice("gic virtual cpu interface", VirtualCpuInterfaceBase, guests);
            }

            vcpu.System.L2Control = (uint)(count - 1) << 24;
            machine.Add(vcpu);
            irqs[i].To = vcpu.Irq;
            fiqs[i].To = vcpu.Fiq;
        }

        return gic;
    }

    private static TimerLines TimerLinesOf(Gic gic, int vcpu) => new(gic.Ppi(vcpu, PhysicalTimerPpi), gic.Ppi(vcpu, VirtualTimerPpi))
    {
        SecurePhysical = gic.Ppi(vcpu, SecureTimerPpi),
        Hyp = gic.Ppi(vcpu, HypTimerPpi),
    };

    private static void AddMessageFrame(BoardAssembly parts, Gic gic) => parts.AddDevice(
        "gic v2m",
        MessageFrameBase,
        new GicV2m(FirstSpiId + FirstMessageSpi, [.. Enumerable.Range(FirstMessageSpi, MessageSpis).Select(gic.Spi)]));

    private static void TraceInterrupt(Vcpu vcpu, InterruptStep step, uint id)
    {
        if (vcpu.Trace.Wants(TraceCategories.Interrupts))
        {
            vcpu.Trace.Interrupt(step, id);
        }
    }

    private static void AddDevices(BoardAssembly parts, Gic gic)
    {
        foreach (BoardDevice row in s_devices)
        {
            if (parts.AddDevice(row, gic.Spi(row.Interrupt)) is Pl061Gpio gpio)
            {
                parts.Machine.PowerButton = pressed => gpio.SetInput(PowerButtonPin, pressed);
            }
        }

        VirtioDevice?[] slots = Plugged(parts);
        for (int slot = 0; slot < VirtioSlots; slot++)
        {
            var row = new BoardDevice(VirtioBase + ((ulong)slot * VirtioStep), "virtio,mmio", FirstVirtioSpi + slot);
            parts.AddDevice(row, gic.Spi(row.Interrupt), slots[slot]);
        }
    }

    private static VirtioDevice?[] Plugged(BoardAssembly parts)
    {
        // The last network device has the place of the one that is not plugged in, and Linux counts them upwards.
        int firstNetwork = VirtioSlots - 2 - Math.Max(1, parts.Surroundings.Networks.Length);
        if (parts.Drives.Length > firstNetwork)
        {
            throw new IntrospectException($"Board virt takes {firstNetwork} drives beside its other devices, not {parts.Drives.Length}.");
        }

        var slots = new VirtioDevice?[VirtioSlots];
        for (int i = 0; i < parts.Drives.Length; i++)
        {
            slots[i] = new VirtioBlock(parts.Drives[i], $"drive{i}");
        }

        slots[VirtioSlots - 1] = new VirtioConsole(DeviceSlot.Nowhere);
        slots[VirtioSlots - 2] = new VirtioRng(parts.Surroundings.Seed);
        slots[firstNetwork] = new VirtioNet([0x52, 0x54, 0, 0x12, 0x34, 0x56], cable: null);
        for (int i = 0; i < parts.Surroundings.Networks.Length; i++)
        {
            slots[firstNetwork + i] = Plug(parts.Machine, parts.Surroundings.Networks[i]);
        }

        return slots;
    }

    private static VirtioNet Plug(Machine machine, NetworkCard card)
    {
        Span<byte> address = stackalloc byte[MacAddress.Length];
        card.Address.Write(address);
        var device = new VirtioNet(address, card.Cable);
        card.Cable.Connect(machine.Inputs.AddEntrance(device));
        return device;
    }

    private static void AddFirmwareConfiguration(BoardAssembly parts)
    {
        var configuration = new FwCfg(parts.Machine.Bus);
        configuration.Add(FwCfgItem.CpuCount, (ushort)parts.Options.VcpuCount);
        configuration.Add(FwCfgItem.MaxCpus, (ushort)parts.Options.VcpuCount);
        configuration.Add(FwCfgItem.RamSize, parts.Ram.Size);
        parts.AddDevice("fw-cfg", FirmwareConfigurationBase, configuration);
    }

    private static BootPlan Plan(BoardAssembly parts)
    {
        MachineOptions options = parts.Options;
        DeviceTreeBlob tree = parts.ReadDeviceTree()
            ?? VirtDeviceTree.Create(parts.Machine.Model, options.VcpuCount, parts.Ram.Size, parts.Surroundings.Seed);
        if (options.Kernel is { } kernel)
        {
            return BootPlan.ForImage(parts.Ram, GuestImage.Parse(kernel), options.Initrd, tree, options.Arguments);
        }

        return options.Flash.IsEmpty
            ? throw new IntrospectException("The machine has nothing to run. Give --kernel FILE, or firmware with --pflash FILE.")
            : BootPlan.ForFirmware(parts.Ram, tree, options.Arguments);
    }
}
