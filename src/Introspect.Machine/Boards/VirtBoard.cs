using System.Collections.Immutable;
using Introspect.Arm.Models;
using Introspect.Core;
using Introspect.Cpu;
using Introspect.Devices;
using Introspect.Devices.Block;
using Introspect.Devices.Firmware;
using Introspect.Devices.Gpio;
using Introspect.Devices.Interrupts;
using Introspect.Devices.Virtio;
using Introspect.Machine.DeviceTree;
using Introspect.Machine.Loading;
using Introspect.Machine.Semihosting;
using Introspect.Memory;
using Introspect.Tracing.Events;

namespace Introspect.Machine.Boards;

/// <summary>
/// A board of generic parts, laid out as QEMU's <c>virt</c> so that its guests run unchanged: GICv2, PL011, PL031, PL061, flash, fw-cfg,
/// 32 virtio slots, PSCI by HVC. Not modelled: PCIe, a second UART, the platform bus.
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
    internal const ulong UartBase = 0x0900_0000;
    internal const ulong RtcBase = 0x0901_0000;
    internal const ulong FirmwareConfigurationBase = 0x0902_0000;
    internal const ulong GpioBase = 0x0903_0000;
    internal const ulong VirtioBase = 0x0A00_0000;
    internal const ulong VirtioStep = 0x200;
    internal const uint FlashBankBytes = 64 << 20;
    internal const int UartSpi = 1;
    internal const int RtcSpi = 2;
    internal const int GpioSpi = 7;
    internal const int FirstVirtioSpi = 16;
    internal const int FirstMessageSpi = 48;
    internal const int MessageSpis = 64;
    internal const int VirtualTimerPpi = 11;
    internal const int PhysicalTimerPpi = 14;
    internal const int PowerButtonPin = 3;

    private const uint FirstSpiId = 32;
    private const int Spis = 256;
    private const int FlashBanks = 2;

    public override string Name => "virt";

    public override string Description => "generic board of GICv2, PL011 and virtio, as QEMU's virt";

    public override ImmutableArray<string> CpuModels { get; } = ["cortex-a15", "cortex-a7"];

    public override int MaxVcpus => 8;

    public override int DefaultMemoryMiB => 256;

    public override int MaxMemoryMiB => 2048;

    internal override Machine Build(string name, MachineOptions options, MachineSurroundings surroundings)
    {
        CpuModel model = CpuCatalog.ByName[options.CpuModel!];
        var machine = new Machine(
            name, Name, model, surroundings.MakeClock(options.Clock, options.IsParallel), options.Engine, options.Tuning, options.IsParallel);
        try
        {
            Assemble(machine, options, surroundings);
            return machine;
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }

    private static void Assemble(Machine machine, MachineOptions options, MachineSurroundings surroundings)
    {
        HostMemory ram = machine.Own(new HostMemory($"{machine.Name} RAM", (long)options.MemoryMiB!.Value << 20));
        machine.Bus.AddRam("ram", RamBase, ram);
        Gic gic = AddVcpus(machine, options.VcpuCount);
        AddFlash(machine, options.Flash);
        AddDevices(machine, options, surroundings, gic);
        AddFirmwareConfiguration(machine, options);

        BootPlan plan = Plan(machine, options, surroundings);
        Semihost.Attach(machine, options, surroundings, new RamRange(RamBase, (ulong)ram.Length), plan.Segments);
        machine.OnReset(() => Load(machine, ram, plan));
        machine.Reset();
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
                i, machine.Model, bus, machine.Code, machine.Clock, machine.Events, gic.Ppi(i, PhysicalTimerPpi), gic.Ppi(i, VirtualTimerPpi), machine));
            vcpu.System.L2Control = (uint)(count - 1) << 24;
            machine.Add(vcpu);
            irqs[i].To = vcpu.Irq;
            fiqs[i].To = vcpu.Fiq;
        }

        var messages = new GicV2m(FirstSpiId + FirstMessageSpi, [.. Enumerable.Range(FirstMessageSpi, MessageSpis).Select(gic.Spi)]);
        machine.Bus.AddDevice("gic v2m", MessageFrameBase, messages);
        machine.OnReset(messages.Reset);
        return gic;
    }

    private static void TraceInterrupt(Vcpu vcpu, InterruptStep step, uint id)
    {
        if (vcpu.Trace.Wants(TraceCategories.Interrupts))
        {
            vcpu.Trace.Interrupt(step, id);
        }
    }

    private static void AddFlash(Machine machine, ImmutableArray<MediumFile> images)
    {
        if (images.Length > FlashBanks)
        {
            throw new IntrospectException($"Board virt has {FlashBanks} banks of flash, not {images.Length}. Leave out --pflash {images[FlashBanks].Path}.");
        }

        for (int bank = 0; bank < FlashBanks; bank++)
        {
            var flash = machine.Own(new FlashBank(FlashBankBytes, bank < images.Length ? images[bank] : null));
            machine.Bus.AddFlash($"flash{bank}", (ulong)bank * FlashBankBytes, flash.Memory, flash.Device);
            flash.Device.ModeChanged += () =>
            {
                machine.Code.Clear();
                machine.FlushAllTranslations();
            };
            machine.OnReset(flash.Device.Reset);
        }
    }

    private static void AddDevices(Machine machine, MachineOptions options, MachineSurroundings surroundings, Gic gic)
    {
        VirtioDevice?[] slots = Plugged(machine, options, surroundings);
        var devices = new List<BoardDevice>
        {
            // base     device          spi
            new(UartBase, "arm,pl011", UartSpi),
            new(RtcBase, "arm,pl031", RtcSpi),
            new(GpioBase, "arm,pl061", GpioSpi),
        };
        for (int slot = 0; slot < VirtioSlots; slot++)
        {
            devices.Add(new BoardDevice(VirtioBase + ((ulong)slot * VirtioStep), "virtio,mmio", FirstVirtioSpi + slot));
        }

        foreach (BoardDevice row in devices)
        {
            IMmioDevice device = DeviceCatalog.ByCompatible[row.Compatible](new DeviceSlot
            {
                Interrupt = gic.Spi(row.Interrupt),
                Clock = machine.Clock,
                Events = machine.Events,
                Memory = machine.Bus,
                WallClockSeconds = surroundings.WallClockSeconds,
                Characters = surroundings.Console,
                Virtio = row.Compatible == "virtio,mmio" ? slots[(row.Base - VirtioBase) / VirtioStep] : null,
            });
            machine.Bus.AddDevice($"{row.Compatible}@{row.Base:x}", row.Base, device);
            machine.OnReset(device.Reset);
            if (device is ICharacterReceiver console)
            {
                machine.Console = console;
            }

            if (device is Pl061Gpio gpio)
            {
                machine.PowerButton = pressed => gpio.SetInput(PowerButtonPin, pressed);
            }
        }
    }

    private static VirtioDevice?[] Plugged(Machine machine, MachineOptions options, MachineSurroundings surroundings)
    {
        const int Fixed = 3;
        if (options.Drives.Length > VirtioSlots - Fixed)
        {
            throw new IntrospectException($"Board virt takes {VirtioSlots - Fixed} drives, not {options.Drives.Length}.");
        }

        var slots = new VirtioDevice?[VirtioSlots];
        for (int i = 0; i < options.Drives.Length; i++)
        {
            slots[i] = new VirtioBlock(machine.Own(new FileBlockBackend(options.Drives[i].Path, options.Drives[i].IsReadOnly)), $"drive{i}");
        }

        slots[VirtioSlots - 1] = new VirtioConsole(new Silence());
        slots[VirtioSlots - 2] = new VirtioRng(surroundings.Seed);
        slots[VirtioSlots - 3] = new VirtioNet([0x52, 0x54, 0, 0x12, 0x34, 0x56], cable: null);
        return slots;
    }

    private static void AddFirmwareConfiguration(Machine machine, MachineOptions options)
    {
        var configuration = new FwCfg(machine.Bus);
        configuration.Add(FwCfgItem.CpuCount, (ushort)options.VcpuCount);
        configuration.Add(FwCfgItem.MaxCpus, (ushort)options.VcpuCount);
        configuration.Add(FwCfgItem.RamSize, (ulong)options.MemoryMiB!.Value << 20);
        machine.Bus.AddDevice("fw-cfg", FirmwareConfigurationBase, configuration);
        machine.OnReset(configuration.Reset);
    }

    private static BootPlan Plan(Machine machine, MachineOptions options, MachineSurroundings surroundings)
    {
        ulong ramBytes = (ulong)options.MemoryMiB!.Value << 20;
        var ram = new RamRange(RamBase, ramBytes);
        DeviceTreeBlob tree;
        if (options.DeviceTree is { } file)
        {
            tree = DeviceTreeBlob.Read(file.Bytes, file.Name);
            LinuxDeviceTree.SetMemory(tree, RamBase, ramBytes);
        }
        else
        {
            tree = VirtDeviceTree.Create(machine.Model, options.VcpuCount, ramBytes, surroundings.Seed);
        }

        if (options.Kernel is { } kernel)
        {
            return BootPlan.ForImage(ram, GuestImage.Parse(kernel), options.Initrd, tree, options.Arguments);
        }

        return options.Flash.IsEmpty
            ? throw new IntrospectException("The machine has nothing to run. Give --kernel FILE, or firmware with --pflash FILE.")
            : BootPlan.ForFirmware(ram, tree, options.Arguments);
    }

    private static void Load(Machine machine, HostMemory ram, BootPlan plan)
    {
        ram.Clear();
        foreach (GuestSegment segment in plan.Segments)
        {
            Invariant.Require(machine.Bus.TryWrite(segment.Address, segment.Bytes.Span));
        }

        Vcpu first = machine.Vcpus[0];
        BootState state = plan.State;
        first.StartIn(state.StartsInThumb);
        first.Pc = state.Pc;
        first.Registers[0] = state.R0;
        first.Registers[1] = state.R1;
        first.Registers[2] = state.R2;
    }

    private sealed class Wire : IInterruptLine
    {
        public IInterruptLine? To { get; set; }

        public void Set(bool raised) => To?.Set(raised);
    }

    private sealed class Silence : ICharacterSink
    {
        public void Put(byte character)
        {
        }
    }
}
