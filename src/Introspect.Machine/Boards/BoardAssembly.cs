using System.Collections.Immutable;
using Introspect.Core;
using Introspect.Cpu;
using Introspect.Devices;
using Introspect.Devices.Block;
using Introspect.Devices.Virtio;
using Introspect.Machine.DeviceTree;
using Introspect.Machine.Loading;
using Introspect.Machine.Semihosting;
using Introspect.Memory;

namespace Introspect.Machine.Boards;

/// <summary>A machine that a board is putting together, and what all boards do in the same way: RAM, flash, the rows of devices, the start.</summary>
internal sealed class BoardAssembly
{
    private readonly HostMemory _ram;
    private readonly Lazy<ImmutableArray<IBlockBackend>> _drives;

    /// <summary>A machine with its RAM. The options have been checked against the board.</summary>
    public BoardAssembly(Machine machine, MachineOptions options, MachineSurroundings surroundings, ulong ramBase)
    {
        Machine = machine;
        Options = options;
        Surroundings = surroundings;
        _ram = machine.Own(new HostMemory($"{machine.Name} RAM", (long)options.MemoryMiB!.Value << 20));
        machine.Bus.AddRam("ram", ramBase, _ram);
        Ram = new RamRange(ramBase, (ulong)_ram.Length);
        _drives = new(() => [.. options.Drives.Select(file => machine.Own(new FileBlockBackend(file.Path, file.IsReadOnly)))]);
    }

    /// <summary>The machine.</summary>
    public Machine Machine { get; }

    /// <summary>What was asked for.</summary>
    public MachineOptions Options { get; }

    /// <summary>What the host gives.</summary>
    public MachineSurroundings Surroundings { get; }

    /// <summary>Where RAM lies.</summary>
    public RamRange Ram { get; }

    /// <summary>The drives, whatever device shows them to the guest; opened when somebody asks, who has counted them.</summary>
    public ImmutableArray<IBlockBackend> Drives => _drives.Value;

    /// <summary>A device that the board has made itself.</summary>
    public void AddDevice(string name, ulong at, IMmioDevice device)
    {
        Machine.Bus.AddDevice(name, at, device);
        Machine.OnReset(device.Reset);
    }

    /// <summary>A device of the catalogue.</summary>
    public IMmioDevice AddDevice(BoardDevice row, IInterruptLine interrupt, VirtioDevice? virtio = null)
    {
        IMmioDevice device = DeviceCatalog.ByCompatible[row.Compatible](SlotFor(interrupt, row.IsConsole, virtio));
        AddDevice($"{row.Compatible}@{row.Base:x}", row.Base, device);
        if (row.IsConsole)
        {
            Machine.Console = (ICharacterReceiver)device;
        }

        return device;
    }

    /// <summary>What the machine offers a device.</summary>
    public DeviceSlot SlotFor(IInterruptLine interrupt, bool isConsole, VirtioDevice? virtio = null) => new()
    {
        Interrupt = interrupt,
        Clock = Machine.Clock,
        Events = Machine.Events,
        Memory = Machine.Bus,
        WallClockSeconds = Surroundings.WallClockSeconds,
        Characters = isConsole ? Surroundings.Console : DeviceSlot.Nowhere,
        RequestReset = () => Machine.Finish(MachineEnd.ResetByGuest),
        Virtio = virtio,
    };

    /// <summary>Banks of flash, each at its address; those without an image are blank.</summary>
    public void AddFlash(uint bankBytes, params ImmutableArray<ulong> banks)
    {
        ImmutableArray<MediumFile> images = Options.Flash;
        if (images.Length > banks.Length)
        {
            string count = banks.Length == 1 ? "one bank" : $"{banks.Length} banks";
            throw new IntrospectException(
                $"Board {Machine.Board} has {count} of flash, not {images.Length}. Leave out --pflash {images[banks.Length].Path}.");
        }

        for (int bank = 0; bank < banks.Length; bank++)
        {
            var flash = Machine.Own(new FlashBank(bankBytes, bank < images.Length ? images[bank] : null));
            Machine.Bus.AddFlash($"flash{bank}", banks[bank], flash.Memory, flash.Device);
            flash.Device.ModeChanged += () =>
            {
                Machine.Code.Clear();
                Machine.FlushAllTranslations();
            };
            Machine.OnReset(flash.Device.Reset);
        }
    }

    /// <summary>The device tree that the user gave, with the RAM that the machine has; null when he gave none.</summary>
    public DeviceTreeBlob? ReadDeviceTree()
    {
        if (Options.DeviceTree is not { } file)
        {
            return null;
        }

        DeviceTreeBlob tree = DeviceTreeBlob.Read(file.Bytes, file.Name);
        LinuxDeviceTree.SetMemory(tree, Ram.Base, Ram.Size);
        return tree;
    }

    /// <summary>Everything is in place: the guest is loaded, now and at each reset, and the machine is switched on.</summary>
    public void Start(BootPlan plan)
    {
        Semihost.Attach(Machine, Options, Surroundings, Ram, plan.Segments);
        Machine.OnReset(() => Load(plan));
        Machine.Reset();
    }

    private void Load(BootPlan plan)
    {
        _ram.Clear();
        foreach (GuestSegment segment in plan.Segments)
        {
            Invariant.Require(Machine.Bus.TryWrite(segment.Address, segment.Bytes.Span));
        }

        Vcpu first = Machine.Vcpus[0];
        BootState state = plan.State;
        first.StartIn(state.StartsInThumb);
        first.Pc = state.Pc;
        first.Registers[0] = state.R0;
        first.Registers[1] = state.R1;
        first.Registers[2] = state.R2;
    }
}
