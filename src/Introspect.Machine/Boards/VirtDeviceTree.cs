using Introspect.Arm.Models;
using Introspect.Core;
using Introspect.Machine.DeviceTree;
using Introspect.Machine.Firmware;

namespace Introspect.Machine.Boards;

/// <summary>The device tree of board virt: nodes and properties as guests of QEMU's virt expect them (Devicetree Specification v0.4).</summary>
internal static class VirtDeviceTree
{
    private const uint GicHandle = 0x8001;
    private const uint ClockHandle = 0x8000;
    private const uint MessageHandle = 0x8002;
    private const uint GpioHandle = 0x8003;
    private const uint Spi = 0, Ppi = 1;
    private const uint EdgeRising = 1, LevelHigh = 4;
    private const uint ReferenceClockHz = 24_000_000;
    private const uint KeyPower = 116;

    // With fewer than 256 bits Linux waits for entropy of its own: a second of busy work.
    private const int SeedBytes = 32;

    public static DeviceTreeBlob Create(CpuModel model, int vcpus, ulong ramBytes, ulong seed)
    {
        var root = new DeviceTreeNode("");
        root.SetCells("interrupt-parent", GicHandle).SetStrings("model", "linux,dummy-virt").SetStrings("compatible", "linux,dummy-virt")
            .SetCells("#address-cells", 2).SetCells("#size-cells", 2);
        if (Psci.ConduitOf(model) is { } conduit)
        {
            root.AddChild("psci").SetStrings("compatible", "arm,psci-1.0", "arm,psci-0.2", "arm,psci")
                .SetStrings("method", conduit == PsciConduit.HypervisorCall ? "hvc" : "smc")
                .SetCells("cpu_suspend", 0x8400_0001).SetCells("cpu_off", 0x8400_0002).SetCells("cpu_on", 0x8400_0003).SetCells("migrate", 0x8400_0005);
        }

        root.AddChild($"memory@{VirtBoard.RamBase:x}").SetStrings("device_type", "memory").SetU64("reg", VirtBoard.RamBase, ramBytes);
        AddCpus(root, model, vcpus);
        AddTimer(root, vcpus);
        AddInterruptController(root, model);
        AddPeripherals(root);
        for (int slot = 0; slot < VirtBoard.VirtioSlots; slot++)
        {
            ulong at = VirtBoard.VirtioBase + ((ulong)slot * VirtBoard.VirtioStep);
            root.AddChild($"virtio_mmio@{at:x}").SetStrings("compatible", "virtio,mmio").SetU64("reg", at, VirtBoard.VirtioStep)
                .SetCells("interrupts", Spi, (uint)(VirtBoard.FirstVirtioSpi + slot), EdgeRising).SetFlag("dma-coherent");
        }

        byte[] seedBytes = new byte[SeedBytes];

        // Other numbers than the entropy device's.
        new Xoshiro256(~seed).Fill(seedBytes);
        root.AddChild("chosen").SetStrings("stdout-path", $"/pl011@{VirtBoard.UartBase:x}").SetBytes("rng-seed", seedBytes);
        return new DeviceTreeBlob(root);
    }

    private static void AddCpus(DeviceTreeNode root, CpuModel model, int vcpus)
    {
        DeviceTreeNode cpus = root.AddChild("cpus").SetCells("#address-cells", 1).SetCells("#size-cells", 0);
        for (int i = 0; i < vcpus; i++)
        {
            DeviceTreeNode cpu = cpus.AddChild($"cpu@{i}").SetStrings("device_type", "cpu").SetStrings("compatible", $"arm,{CpuCatalog.BaseName(model.Name)}").SetCells("reg", (uint)i);
            if (vcpus > 1)
            {
                cpu.SetStrings("enable-method", "psci");
            }
        }
    }

    private static void AddTimer(DeviceTreeNode root, int vcpus)
    {
        uint flags = LevelHigh | (((1u << vcpus) - 1) << 8);
        root.AddChild("timer").SetStrings("compatible", "arm,armv7-timer").SetFlag("always-on")
            .SetCells("interrupts", Ppi, VirtBoard.SecureTimerPpi, flags, Ppi, VirtBoard.PhysicalTimerPpi, flags, Ppi, VirtBoard.VirtualTimerPpi, flags, Ppi, VirtBoard.HypTimerPpi, flags);
    }

    private static void AddInterruptController(DeviceTreeNode root, CpuModel model)
    {
        ulong[] places = [VirtBoard.DistributorBase, 0x1_0000, VirtBoard.CpuInterfaceBase, 0x1_0000];
        bool hasGuests = model.Has(ArmExtensions.Virtualization);
        DeviceTreeNode gic = root.AddChild($"intc@{VirtBoard.DistributorBase:x}").SetPhandle(GicHandle)
            .SetStrings("compatible", "arm,cortex-a15-gic").SetCells("#interrupt-cells", 3).SetFlag("interrupt-controller")
            .SetU64("reg", hasGuests ? [.. places, VirtBoard.VirtualInterfaceBase, 0x1_0000, VirtBoard.VirtualCpuInterfaceBase, 0x1_0000] : places)
            .SetCells("#address-cells", 2).SetCells("#size-cells", 2).SetFlag("ranges");
        if (hasGuests)
        {
            gic.SetCells("interrupts", Ppi, VirtBoard.MaintenancePpi, LevelHigh);
        }

        gic.AddChild($"v2m@{VirtBoard.MessageFrameBase:x}").SetPhandle(MessageHandle).SetStrings("compatible", "arm,gic-v2m-frame")
            .SetFlag("msi-controller").SetU64("reg", VirtBoard.MessageFrameBase, 0x1000);
    }

    private static void AddPeripherals(DeviceTreeNode root)
    {
        root.AddChild("apb-pclk").SetPhandle(ClockHandle).SetStrings("compatible", "fixed-clock").SetCells("#clock-cells", 0)
            .SetCells("clock-frequency", ReferenceClockHz).SetStrings("clock-output-names", "clk24mhz");
        root.AddChild("flash@0").SetStrings("compatible", "cfi-flash").SetCells("bank-width", 4)
            .SetU64("reg", 0, VirtBoard.FlashBankBytes, VirtBoard.FlashBankBytes, VirtBoard.FlashBankBytes);

        Primecell(root, "pl011", VirtBoard.UartBase, VirtBoard.UartSpi).SetCells("clocks", ClockHandle, ClockHandle).SetStrings("clock-names", "uartclk", "apb_pclk");
        Primecell(root, "pl031", VirtBoard.RtcBase, VirtBoard.RtcSpi).SetCells("clocks", ClockHandle).SetStrings("clock-names", "apb_pclk");
        Primecell(root, "pl061", VirtBoard.GpioBase, VirtBoard.GpioSpi).SetPhandle(GpioHandle).SetCells("clocks", ClockHandle).SetStrings("clock-names", "apb_pclk")
            .SetCells("#gpio-cells", 2).SetFlag("gpio-controller");
        root.AddChild("gpio-keys").SetStrings("compatible", "gpio-keys").AddChild("poweroff").SetStrings("label", "GPIO Key Poweroff")
            .SetCells("linux,code", KeyPower).SetCells("gpios", GpioHandle, VirtBoard.PowerButtonPin, 0);
        root.AddChild($"fw-cfg@{VirtBoard.FirmwareConfigurationBase:x}").SetStrings("compatible", "qemu,fw-cfg-mmio")
            .SetU64("reg", VirtBoard.FirmwareConfigurationBase, 0x18).SetFlag("dma-coherent");
    }

    private static DeviceTreeNode Primecell(DeviceTreeNode root, string name, ulong at, int spi) =>
        root.AddChild($"{name}@{at:x}").SetStrings("compatible", $"arm,{name}", "arm,primecell").SetU64("reg", at, 0x1000)
            .SetCells("interrupts", Spi, (uint)spi, LevelHigh);
}
