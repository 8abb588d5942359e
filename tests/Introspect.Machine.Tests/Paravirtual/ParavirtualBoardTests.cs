using Introspect.Devices;
using Introspect.Devices.Paravirtual;
using Introspect.Machine.Boards;
using Introspect.Machine.Loading;
using Introspect.Memory;

namespace Introspect.Machine.Tests.Paravirtual;

public sealed class ParavirtualBoardTests
{
    private const uint PowerOff = 0, PowerReset = 4, PowerExit = 8;

    public static TheoryData<string> Boards => [.. BoardCatalog.ByName.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<uint, MachineEnd> Ends => new()
    {
        { PowerOff, MachineEnd.PowerOffByGuest },
        { PowerReset, MachineEnd.ResetByGuest },
        { PowerExit, MachineEnd.ExitByGuest(3) },
    };

    [Theory, MemberData(nameof(Boards))]
    public void Every_board_has_the_set_at_the_place_that_it_gives(string board)
    {
        using Machine machine = Create(board);
        Assert.Equal(ParavirtualPage.Magic, Device(machine, 0).Read32(0));
        Assert.All(
            machine.Paravirtual!.Placed(),
            placed => Assert.Same(placed.Device, Device(machine, placed.Offset)));
        Assert.All(machine.Vcpus, vcpu =>
        {
            Assert.IsType<ParavirtualTrace>(vcpu.Bus.Find(machine.ParavirtualBase + machine.Paravirtual!.TraceOffset)!.Device);
            Assert.IsType<ParavirtualCalls>(vcpu.Bus.Find(machine.ParavirtualBase + machine.Paravirtual!.CallsOffset)!.Device);
        });
    }

    [Theory]
    [InlineData("virt", 232)]
    [InlineData("versatilepb", 20)]
    public void The_line_of_the_set_is_the_one_that_the_page_names(string board, uint number)
    {
        using Machine machine = Create(board);
        machine.Paravirtual!.Page.Write32(0x1C, uint.MaxValue);
        machine.Paravirtual!.Power.Press();
        uint pending = board == "virt"
            ? machine.Vcpus[0].Bus.Find(VirtBoard.DistributorBase)!.Device!.Read32(0x200 + (number / 32 * 4)) >> (int)(number % 32)
            : machine.Bus.Find(VersatileBoard.VicBase)!.Device!.Read32(0x08) >> (int)number;
        Assert.Equal((number, 1u), (machine.Paravirtual!.Page.Read32(0x14), pending & 1));
    }

    [Theory, MemberData(nameof(Ends))]
    public void The_guest_ends_its_run(uint register, MachineEnd end)
    {
        using Machine machine = Create("versatilepb");
        machine.Paravirtual!.Power.Write32(register, 3);
        Assert.Equal(end, machine.End);
    }

    [Theory, MemberData(nameof(Boards))]
    public void The_power_button_asks_the_guest(string board)
    {
        using Machine machine = Create(board);
        machine.PowerButton!(true);
        machine.PowerButton!(false);
        Assert.Equal(1u, machine.Paravirtual!.Power.Read32(0x0C));
    }

    [Theory, MemberData(nameof(Boards))]
    public void What_is_typed_goes_to_the_console_that_the_guest_listens_to(string board)
    {
        using Machine machine = Create(board);
        ParavirtualConsole console = machine.Paravirtual!.Console;
        machine.Console!.Receive((byte)'a');
        Assert.Equal(0u, console.Read32(0x04));
        console.Write32(0x08, 1);
        machine.Console!.Receive((byte)'b');
        Assert.Equal('b', (char)console.Read32(0));
    }

    [Theory, MemberData(nameof(Boards))]
    public void A_page_that_the_balloon_gives_is_memory_of_the_host_again(string board)
    {
        using Machine machine = Create(board);
        MemoryRegion ram = machine.Bus.Regions.First(static region => region.IsWritable);
        ulong page = ram.Start + (1 << 20), list = page + 4096;
        Assert.True(machine.Bus.TryWrite(page, [1]));
        Assert.True(machine.Bus.TryWrite(list, BitConverter.GetBytes((uint)(page >> 12))));
        Assert.Equal(1 << 20, ram.Memory!.NextTouched(1 << 20));
        ParavirtualBalloon balloon = machine.Paravirtual!.Balloon;
        balloon.Write32(0x0C, (uint)list);
        balloon.Write32(0x10, 1);
        balloon.Write32(0x14, 1);
        Assert.Equal((1, (1 << 20) + 4096), (balloon.Given, ram.Memory!.NextTouched(1 << 20)));
    }

    [Fact]
    public void A_ring_holds_what_a_machine_that_never_looks_is_sent()
    {
        using Machine one = Create("virt");
        using Machine other = Create("versatilepb");
        SharedRing.Connect(one, other);
        ParavirtualRing ring = one.Paravirtual!.Ring;
        ring.Write32(0x0C, (uint)VirtBoard.RamBase);
        for (int i = 0; i < 100; i++)
        {
            ring.Write32(0x10, 8);
            ring.Write32(0x20, 1u << i);
        }

        Assert.Equal((ParavirtualStatus.NotNow, 0u), ((ParavirtualStatus)ring.Read32(0x1C), ring.Read32(0x08)));
        Assert.Equal(0u, other.Paravirtual!.Ring.Read32(0x20));
        other.Prepare();
        Assert.Equal((uint.MaxValue, 8u), (other.Paravirtual!.Ring.Read32(0x20), other.Paravirtual!.Ring.Read32(0x14)));
        other.Reset();
        one.Prepare();
        Assert.Equal(16u, ring.Read32(0x08));
    }

    private static IMmioDevice Device(Machine machine, uint offset) => machine.Bus.Find(machine.ParavirtualBase + offset)!.Device!;

    private static Machine Create(string board) => MachineFactory.Create(
        board,
        new MachineOptions { Board = board, Kernel = new GuestFile("kernel", new byte[4096]) },
        new MachineSurroundings(DeviceSlot.Nowhere, WallClockSeconds: 1, Seed: 1));
}
