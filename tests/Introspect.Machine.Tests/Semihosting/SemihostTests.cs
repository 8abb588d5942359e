using Introspect.Machine.Semihosting;

namespace Introspect.Machine.Tests.Semihosting;

public sealed class SemihostTests
{
    private const uint Open = 0x01, Close = 0x02, Clock = 0x10, Time = 0x11, CommandLine = 0x15, HeapInformation = 0x16,
        Exit = 0x18, ExitExtended = 0x20, Elapsed = 0x30, TickFrequency = 0x31;

    private const uint Failed = uint.MaxValue;
    private const uint UserMode = 0x10, SupervisorMode = 0x13, BigEndian = 1 << 9;

    [Theory]
    [InlineData(false, 0x12_3456u, true)]
    [InlineData(true, 0xABu, true)]
    [InlineData(false, 0xABu, false)]
    [InlineData(true, 0x56u, false)]
    [InlineData(false, 0u, false)]
    public void Each_instruction_set_has_its_own_trap(bool thumb, uint immediate, bool traps)
    {
        using var guest = new TestGuest();
        guest.Vcpu.StartIn(thumb);
        guest.Vcpu.Registers[0] = TickFrequency;
        Assert.Equal(traps, guest.Machine.TrySemihosting(guest.Vcpu, immediate));
        Assert.Equal(traps ? 1_000_000_000u : TickFrequency, guest.Vcpu.Registers[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_guest_goes_on_behind_the_trap(bool thumb)
    {
        using var guest = new TestGuest();
        Assert.Equal(1_000_000_000u, guest.Call(TickFrequency, 0, thumb));
    }

    [Fact]
    public void A_process_of_a_guest_kernel_calls_that_kernel()
    {
        using var guest = new TestGuest();
        guest.Vcpu.SetCpsr(UserMode);
        Assert.False(guest.Machine.TrySemihosting(guest.Vcpu, 0x12_3456));
    }

    [Fact]
    public void A_machine_that_was_not_given_semihosting_has_none()
    {
        using var sink = new TestGuest();
        using Machine machine = MachineFactory.Create(
            "guest",
            new MachineOptions { MemoryMiB = 16, Kernel = new("guest.bin", new byte[4]) },
            new MachineSurroundings(sink, 0, 0));
        Assert.False(machine.TrySemihosting(machine.Vcpus[0], 0x12_3456));
    }

    [Theory]
    // operation        reason     code  ends with
    [InlineData(Exit, 0x2_0026u, 0u, 0)]
    [InlineData(Exit, 0x2_0023u, 0u, 1)]
    [InlineData(Exit, 0u, 0u, 1)]
    [InlineData(ExitExtended, 0x2_0026u, 0u, 0)]
    [InlineData(ExitExtended, 0x2_0026u, 7u, 7)]
    [InlineData(ExitExtended, 0x2_0026u, 0xFFFF_FFFFu, -1)]
    [InlineData(ExitExtended, 0x2_0024u, 7u, 1)]
    public void An_exit_ends_the_machine(uint operation, uint reason, uint code, int exitCode)
    {
        using var guest = new TestGuest();
        guest.Call(operation, operation == Exit ? reason : guest.Block(reason, code));
        Assert.Equal((EndKind.Exit, exitCode), (guest.Machine.End!.Kind, guest.Machine.End.ExitCode));
        Assert.Equal(TurnEnd.Ended, guest.Machine.Turn().End);
    }

    [Fact]
    public void Time_is_the_machines()
    {
        using var guest = new TestGuest();
        uint ticks = guest.Block(0, 0);
        guest.Machine.SkipIdleTime(12_345_678_900);
        Assert.Equal(1234u, guest.Call(Clock, 0));
        Assert.Equal((uint)TestGuest.StartSeconds + 12, guest.Call(Time, 0));
        Assert.Equal(0u, guest.Call(Elapsed, ticks));
        Assert.InRange(guest.WordAt(ticks) | ((ulong)guest.WordAt(ticks + 4) << 32), 12_345_678_900u, 12_345_678_910u);
    }

    [Theory]
    [InlineData("guest.elf", null, "guest.elf")]
    [InlineData("guest.elf", "one two", "guest.elf one two")]
    [InlineData("my guest.elf", "one", "\"my guest.elf\" one")]
    public void The_command_line_begins_with_the_images_name(string name, string? arguments, string line)
    {
        using var guest = new TestGuest(name: name, arguments: arguments);
        uint buffer = guest.Text(new string('?', 100));
        uint block = guest.Block(buffer, (uint)line.Length + 1);
        Assert.Equal(0u, guest.Call(CommandLine, block));
        Assert.Equal($"{line}\0?", guest.TextAt(buffer, (uint)line.Length + 2));
        Assert.Equal((uint)line.Length, guest.WordAt(block + 4));
    }

    [Fact]
    public void A_command_line_that_does_not_fit_is_not_written()
    {
        using var guest = new TestGuest();
        uint buffer = guest.Text("?");
        Assert.Equal(Failed, guest.CallWith(CommandLine, buffer, (uint)"guest.bin".Length));
        Assert.Equal("?", guest.TextAt(buffer, 1));
        Assert.Equal((uint)SemihostError.Invalid, guest.ErrorNumber);
    }

    [Fact]
    public void Heap_and_stack_have_the_largest_stretch_of_RAM_that_is_free()
    {
        using var guest = new TestGuest();
        uint deviceTree = guest.Vcpu.Registers[2];
        uint words = guest.Block(1, 2, 3, 4);
        Assert.Equal(0u, guest.CallWith(HeapInformation, words));
        (uint low, uint high) = (guest.WordAt(words), guest.WordAt(words + 4));
        Assert.Equal((high, low), (guest.WordAt(words + 8), guest.WordAt(words + 12)));
        Assert.Equal((0u, 0u), (low % 8, high % 8));
        Assert.InRange(high - low, 15u << 20, 16u << 20);
        Assert.True(low >= TestGuest.RamStart && high <= TestGuest.RamEnd && (deviceTree >= high || deviceTree < low));
    }

    [Theory]
    [InlineData(0x12u)]
    [InlineData(0x17u)]
    [InlineData(0x00u)]
    [InlineData(0xFFFF_FFFFu)]
    public void What_is_not_offered_is_refused(uint operation)
    {
        using var guest = new TestGuest();
        Assert.Equal(Failed, guest.CallWith(operation, guest.Text("rm"), 2));
        Assert.Equal((uint)SemihostError.NoSuchCall, guest.ErrorNumber);
    }

    [Fact]
    public void A_status_is_an_error_when_it_is_negative()
    {
        using var guest = new TestGuest();
        Assert.Equal((0u, 0u, 1u), (guest.CallWith(0x08, 0), guest.CallWith(0x08, 5), guest.CallWith(0x08, Failed)));
    }

    [Fact]
    public void A_block_is_read_through_the_MMU_and_in_the_guests_byte_order()
    {
        using var guest = new TestGuest(new MemoryFiles());
        guest.Vcpu.SetCpsr(SupervisorMode | BigEndian);
        uint block = guest.Place([0, 2, 0, 0x26, 0, 0, 0, 9]);   // reason 0x20026 is written 0x00020026

        // A section of 1 MiB: virtual 0x12300000 is where RAM starts; the table begins at RAM + 8 MiB.
        const uint Table = TestGuest.RamStart + (8 << 20), Virtual = 0x1230_0000;
        Assert.True(guest.Machine.Bus.TryWrite(Table + (Virtual >> 20 << 2), [0x02, 0x0C, 0x00, 0x40]));
        guest.Vcpu.System.Bank.Ttbr0 = Table;
        guest.Vcpu.System.Bank.Dacr = 1;
        guest.Vcpu.System.Bank.WriteSctlr(guest.Vcpu.System.Bank.Sctlr | 1);

        guest.Vcpu.Registers[0] = ExitExtended;
        guest.Vcpu.Registers[1] = block - TestGuest.RamStart + Virtual;
        Assert.True(guest.Machine.TrySemihosting(guest.Vcpu, 0x12_3456));
        Assert.Equal(9, guest.Machine.End!.ExitCode);

        guest.Vcpu.Registers[0] = ExitExtended;
        guest.Vcpu.Registers[1] = block;
        Assert.True(guest.Machine.TrySemihosting(guest.Vcpu, 0x12_3456));
        Assert.Equal(Failed, guest.Vcpu.Registers[0]);
    }

    [Theory]
    [InlineData(TestGuest.Nowhere)]
    [InlineData(TestGuest.UartData)]
    [InlineData(TestGuest.RamEnd - 2)]
    [InlineData(0xFFFF_FFFEu)]
    public void A_bad_pointer_is_an_error_of_the_guest(uint pointer)
    {
        using var guest = new TestGuest(new MemoryFiles());
        uint handle = guest.Open("file", 6);
        uint[] calls =
        [
            0x03, 0x04, Elapsed, Open, Close, 0x05, 0x06, 0x08, 0x09, 0x0A, 0x0C, 0x0D, 0x0E, 0x0F,
            CommandLine, HeapInformation, ExitExtended,
        ];
        Assert.All(calls.Skip(pointer == TestGuest.RamEnd - 2 ? 2 : 0), operation =>
        {
            Assert.Equal(Failed, guest.Call(operation, pointer));
            Assert.Equal((uint)SemihostError.BadAddress, guest.ErrorNumber);
        });

        uint[][] blocks =
        [
            [Open, pointer, 0, 8], [0x0D, pointer, 0, 100], [0x0E, pointer, 8], [0x0F, pointer, 8, pointer, 8],
            [0x0F, guest.Text("file"), 4, pointer, 8], [CommandLine, pointer, 100], [HeapInformation, pointer],
        ];
        Assert.All(blocks, block =>
        {
            Assert.Equal(Failed, guest.CallWith(block[0], block.AsSpan(1)));
            Assert.Equal((uint)SemihostError.BadAddress, guest.ErrorNumber);
        });

        Assert.Equal(8u, guest.CallWith(0x05, handle, pointer, 8));
        Assert.Equal((uint)SemihostError.BadAddress, guest.ErrorNumber);
        Assert.Null(guest.Machine.End);
    }

    [Fact]
    public void A_reset_closes_the_guests_files()
    {
        using var guest = new TestGuest(new MemoryFiles());
        uint handle = guest.Open("file", 4);
        guest.Machine.Reset();
        Assert.Equal(Failed, guest.CallWith(Close, handle));
    }
}
