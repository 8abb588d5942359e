using System.Buffers.Binary;
using System.Text;
using Introspect.Core;
using Introspect.Devices;
using Introspect.Machine.Boards;
using Introspect.Machine.DeviceTree;
using Introspect.Machine.Loading;
using Introspect.Memory;
using Introspect.TestKit;

namespace Introspect.Machine.Tests.Boards;

public sealed class VersatileBoardTests
{
    private const ulong MostInstructions = 100_000_000;
    private const uint RawInterrupts = 0x08;

    private const string Expected = """
        board 41007004
        flags: good
        lock: good
        armv5te 08888882
        tick 00000001
        tick 00000002
        tick 00000003
        tick 00000004
        tick 00000005
        software interrupt after tick 00000005
        tick 00000006
        tick 00000007
        tick 00000008
        tick 00000009
        tick 0000000a
        ten ticks take their time: good
        software interrupt: good
        timer stands: good
        default vector, status 80000000
        UART3 through the secondary controller: good
        nothing is left: good
        GUEST-MARKER: done

        """;

    private static readonly string s_guest = Path.Combine(Repository.Root, "tests", "guests", "versatile", "versatile.elf");

    private readonly Output _console = new();

    public static TheoryData<string> CpuModels => [.. new VersatileBoard().CpuModels];

    public static TheoryData<uint, string, uint, uint> Places => new()
    {
        // address       window                             offset   reads as
        { 0x1000_0000,   "arm,versatile-sysreg@10000000",   0x000,   0x4100_7004 },
        { 0x1000_3000,   "sic",                             0x008,   0 },
        { 0x1000_9000,   "arm,pl011@10009000",              0xFE0,   0x11 },
        { 0x1010_0000,   "pl093 static memory",             0xFE0,   0 },
        { 0x1012_0000,   "pl110 display",                   0xFE0,   0 },
        { 0x1014_0000,   "vic",                             0xFE0,   0x90 },
        { 0x101E_2000,   "arm,sp804@101e2000",              0xFE0,   0x04 },
        { 0x101E_3000,   "arm,sp804@101e3000",              0xFE0,   0x04 },
        { 0x101E_4000,   "arm,pl061@101e4000",              0xFE0,   0x61 },
        { 0x101E_7000,   "arm,pl061@101e7000",              0xFE0,   0x61 },
        { 0x101E_8000,   "arm,pl031@101e8000",              0xFE0,   0x31 },
        { 0x101F_1000,   "arm,pl011@101f1000",              0xFE0,   0x11 },
        { 0x101F_3000,   "arm,pl011@101f3000",              0xFE0,   0x11 },
        { 0x4200_0000,   "pci configuration",               0x000,   0 },
    };

    public static TheoryData<uint, uint, uint, uint> Lines => new()
    {
        // device        register   value   raw interrupts of the primary controller
        { 0x101E_2000,   0x08,      0xA0,   1u << 4 },     // timer 1 enabled,
        { 0x101E_3000,   0x28,      0xA0,   1u << 5 },     // timer 4 enabled,
        { 0x101E_4000,   0x40C,     0x00,   1u << 6 },     // a pin that is low
        { 0x101E_5000,   0x40C,     0x00,   1u << 7 },
        { 0x101E_6000,   0x40C,     0x00,   1u << 8 },
        { 0x101E_7000,   0x40C,     0x00,   1u << 9 },
        { 0x101E_8000,   0x010,     0x01,   1u << 10 },    // this very second
        { 0x101F_1000,   0x038,     0x20,   1u << 12 },    // a character was sent
        { 0x101F_2000,   0x038,     0x20,   1u << 13 },
        { 0x101F_3000,   0x038,     0x20,   1u << 14 },
        { 0x1000_9000,   0x038,     0x20,   1u << 31 },
    };

    [Fact]
    public void A_program_takes_the_interrupts_of_timer_software_and_secondary_controller()
    {
        using Machine machine = Create(new MachineOptions { Kernel = GuestFile.Load(s_guest, "kernel"), Semihosting = true });
        while (machine.Instructions < MostInstructions && machine.Turn().End == TurnEnd.Ran)
        {
        }

        Assert.Equal((Expected, new MachineEnd(EndKind.Exit, 0, "the guest ended with code 0")), (_console.Text.ToString(), machine.End));
        Assert.InRange(machine.Clock.NowNs, 10_000_000ul, 20_000_000ul);
    }

    [Fact]
    public async Task So_it_does_under_QEMU()
    {
        string qemu = Tools.Require("qemu-system-arm", "qemu-system-arm");
        HostProcessResult result = await HostProcess.RunAsync(
            qemu,
            [
                "-M", "versatilepb", "-cpu", "arm926", "-nic", "none", "-display", "none", "-monitor", "none", "-serial", "stdio",
                "-audiodev", "none,id=none", "-semihosting", "-kernel", s_guest,
            ],
            TimeSpan.FromMinutes(5), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((Expected, 0), (result.Output.Replace("\r", "", StringComparison.Ordinal), result.ExitCode));
    }

    [Theory, MemberData(nameof(CpuModels))]
    public void It_takes_each_of_its_CPU_models(string cpu)
    {
        using Machine machine = Create(new MachineOptions { Kernel = Kernel(), CpuModel = cpu });
        Assert.Equal(cpu, machine.Model.Name);
    }

    [Theory, MemberData(nameof(Places))]
    public void Each_device_is_at_its_place(uint address, string window, uint offset, uint value)
    {
        using Machine machine = Create(new MachineOptions { Kernel = Kernel() });
        MemoryRegion region = machine.Bus.Find(address)!;
        Assert.Equal((window, address, value), (region.Name, region.Start, region.Device!.Read32(offset)));
    }

    [Theory, MemberData(nameof(Lines))]
    public void Each_device_has_its_line(uint device, uint register, uint value, uint raw)
    {
        using Machine machine = Create(new MachineOptions { Kernel = Kernel() });
        Device(machine, VersatileBoard.SicBase).Write32(0x08, uint.MaxValue);
        IMmioDevice raising = Device(machine, device);
        raising.Write32(0x410, 1);                  // PL061: the pin may interrupt,
        raising.Write32(0x404, 1);                  // by its level
        raising.Write32(register, value);
        raising.Write32(0x000, 0);                  // SP804: load of zero, PL011: data
        raising.Write32(0x020, 0);                  // SP804: load of zero, second counter
        raising.Write32(0x004, 1);                  // PL031: match
        Assert.Equal(raw, Device(machine, VersatileBoard.VicBase).Read32(RawInterrupts));
    }

    [Fact]
    public void Only_the_first_serial_port_is_the_console()
    {
        using Machine machine = Create(new MachineOptions { Kernel = Kernel() });
        foreach (uint uart in new uint[] { 0x101F_1000, 0x101F_2000, 0x101F_3000, 0x1000_9000 })
        {
            Device(machine, uart).Write32(0, 'a');
        }

        Assert.Equal("a", _console.Text.ToString());
        machine.Console!.Receive((byte)'b');
        Assert.Equal('b', (char)Device(machine, 0x101F_1000).Read32(0));
    }

    [Fact]
    public void The_reset_register_ends_the_run_with_a_reset()
    {
        using Machine machine = Create(new MachineOptions { Kernel = Kernel() });
        IMmioDevice registers = Device(machine, VersatileBoard.SystemRegistersBase);
        registers.Write32(0x20, 0xA05F);
        registers.Write32(0x40, 0x105);
        Assert.Equal(MachineEnd.ResetByGuest, machine.End);
    }

    [Fact]
    public void A_kernel_gets_the_number_of_the_board_and_tags()
    {
        using Machine machine = Create(new MachineOptions { Kernel = Kernel(), Arguments = "console=ttyAMA0", MemoryMiB = 64 });
        Assert.Equal((0x1_0000u, 387u, 0x100u), (machine.Vcpus[0].Pc, machine.Vcpus[0].Registers[1], machine.Vcpus[0].Registers[2]));
        byte[] tags = new byte[28];
        Assert.True(machine.Bus.TryRead(0x100, tags));
        Assert.Equal([5u, 0x5441_0001, 0, 4096, 0, 4, 0x5441_0002], Words(tags));
    }

    [Fact]
    public void A_kernel_gets_the_device_tree_that_the_user_gave_with_the_memory_of_the_machine()
    {
        var root = new DeviceTreeNode("");
        root.SetCells("#address-cells", 1).SetCells("#size-cells", 1);
        var file = new GuestFile("versatile.dtb", new DeviceTreeBlob(root).Write());
        using Machine machine = Create(new MachineOptions { Kernel = Kernel(), DeviceTree = file, MemoryMiB = 64 });
        byte[] bytes = new byte[4096];
        Assert.Equal(387u, machine.Vcpus[0].Registers[1]);
        Assert.True(machine.Bus.TryRead(machine.Vcpus[0].Registers[2], bytes));
        Assert.True(DeviceTreeBlob.Read(bytes, "tree").Root.Find("memory@0")!.TryGetCells("reg", out uint[]? reg));
        Assert.Equal([0u, 64 << 20], reg);
    }

    public static TheoryData<MachineOptions, string> Refusals => new()
    {
        { new(), "The machine has nothing to run. Give --kernel FILE." },
        { new() { Kernel = Kernel(), VcpuCount = 2 }, "Board versatilepb takes 1 to 1 vCPUs, not 2." },
        { new() { Kernel = Kernel(), MemoryMiB = 257 }, "Board versatilepb takes 1 to 256 MiB of RAM, not 257." },
        {
            new() { Kernel = Kernel(), Drives = [.. Enumerable.Repeat(new MediumFile("a.img", IsReadOnly: true), 65)] },
            "Board versatilepb takes 64 drives, not 65."
        },
        {
            new() { Kernel = Kernel(), Flash = [new MediumFile("a", IsReadOnly: true), new MediumFile("b", IsReadOnly: true)] },
            "Board versatilepb has one bank of flash, not 2. Leave out --pflash b."
        },
        {
            new() { Kernel = Kernel(), CpuModel = "cortex-a15" },
            "Board versatilepb takes no CPU 'cortex-a15'. It takes: arm926ej-s, arm1136, arm1176, cortex-a5, cortex-a8, cortex-a9, sa1110, arm7tdmi, arm920t, feroceon."
        },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void What_the_board_lacks_is_refused(MachineOptions options, string message) =>
        Assert.Equal(message, Assert.Throws<IntrospectException>(() => Create(options)).Message);

    private static GuestFile Kernel() => new("kernel", new byte[4096]);

    private static IMmioDevice Device(Machine machine, ulong address) => machine.Bus.Find(address)!.Device!;

    private static IEnumerable<uint> Words(byte[] bytes) =>
        Enumerable.Range(0, bytes.Length / sizeof(uint)).Select(i => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint))));

    private Machine Create(MachineOptions options) => MachineFactory.Create(
        "versatile", options with { Board = "versatilepb" }, new MachineSurroundings(_console, WallClockSeconds: 1, Seed: 1));

    private sealed class Output : ICharacterSink
    {
        public StringBuilder Text { get; } = new();

        public void Put(byte character) => Text.Append((char)character);
    }
}
