using System.Buffers.Binary;
using Introspect.Inspection;
using Introspect.TestKit;
using Introspect.TestKit.Inspection;
using Terminal.Gui.Input;

namespace Introspect.Console.Tests.Panes;

public sealed class TablesPaneTests
{
    private const uint First = FakeMachine.RamBase + 0x4000, Second = FakeMachine.RamBase + 0x8000;

    [Fact]
    public void Tables_are_a_tree_whose_branches_open_and_an_address_is_walked()
    {
        using FakeMachine machine = WithTables();
        using var console = new TestConsole(machine);
        console.Type("2");
        Golden.Verify("tables-closed.txt", console.Screen);
        console.Press(Key.CursorDown, Key.Enter).Type("g").Type("00101abc").Press(Key.Enter);
        Golden.Verify("tables-open.txt", console.Screen);
        console.Press(Key.Enter).Type("gdeadbeef").Press(Key.Enter);
        Assert.Contains("maps nothing", console.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_the_tables_is_seen_within_a_second()
    {
        using FakeMachine machine = WithTables();
        using var console = new TestConsole(machine);
        console.Type("2");
        Write(machine, First + (0x500 * 4), 0x4000_0402);
        for (int i = 0; i < 15; i++)
        {
            console.Frame();
        }

        Assert.Contains("50000000-500FFFFF", console.Screen, StringComparison.Ordinal);
    }

    // Three sections in a row, a table with two pages, and a section elsewhere (ARM DDI 0406C B3.5.1).
    private static FakeMachine WithTables()
    {
        var machine = new FakeMachine(vcpus: 1);
        for (uint i = 0; i < 3; i++)
        {
            Write(machine, First + ((0x400 + i) * 4), (0x4000_0000 + (i << 20)) | 0xC02);
        }

        Write(machine, First, 0x4010_0C02);
        Write(machine, First + 4, Second | 1);
        Write(machine, Second + 4, 0x4020_0032);
        Write(machine, Second + 8, 0x4020_8212);
        using MachineHold hold = machine.Hold();
        IInspectedVcpu vcpu = machine.Vcpus[0];
        foreach ((int number, RegisterDescription register) in vcpu.Registers.Index())
        {
            ulong? value = register.Name switch { "SCTLR" => 1, "TTBR0" => First, _ => null };
            Assert.True(value is null || vcpu.TryWriteRegister(number, value.Value));
        }

        return machine;
    }

    private static void Write(FakeMachine machine, uint address, uint value)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, value);
        using MachineHold hold = machine.Hold();
        Assert.Equal(4, machine.WritePhysical(address, word));
    }
}
