using Introspect.Inspection;
using Introspect.TestKit.Inspection;
using Terminal.Gui.Input;

namespace Introspect.Console.Tests.Panes;

public sealed class DisassemblyPaneTests
{
    [Fact]
    public void Code_is_read_as_Thumb_where_the_vcpu_is_in_Thumb_state_and_where_one_asks()
    {
        using var machine = new FakeMachine(vcpus: 1);
        using (machine.Hold())
        {
            // movs r0, #1; movw r1, #0x1234; b .-4; an encoding that is none
            machine.WritePhysical(FakeMachine.Data, [0x01, 0x20, 0x41, 0xF2, 0x34, 0x21, 0xFC, 0xE7, 0xFF, 0xEF]);
            int pc = Find(machine, "pc"), cpsr = Find(machine, "cpsr");
            machine.Vcpus[0].TryWriteRegister(pc, FakeMachine.Data + 2);
            machine.Vcpus[0].TryWriteRegister(cpsr, 0x1F3);
        }

        using var console = new TestConsole(machine);
        console.Frame();
        Assert.Contains("disassembly (Thumb), follows pc", console.Screen, StringComparison.Ordinal);
        Assert.Contains("  40100000  2001      movs    r0, #1", console.Screen, StringComparison.Ordinal);
        Assert.Contains(" >40100002  F2412134  movw    r1, #0x1234", console.Screen, StringComparison.Ordinal);
        Assert.Contains("  40100006  E7FC      b       40100002 <count_done", console.Screen, StringComparison.Ordinal);

        console.Type($"g40000000").Press(Key.Enter, Key.T);
        Assert.Contains("disassembly (ARM)", console.Screen, StringComparison.Ordinal);
        Assert.Contains("add     r0, r0, #1", console.Screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x1D3u)]
    [InlineData(0x1F3u)]
    public void A_function_is_read_as_its_symbol_says_whatever_state_the_vcpu_is_in(uint cpsr)
    {
        using var machine = new FakeMachine(vcpus: 1);
        using (machine.Hold())
        {
            machine.Vcpus[0].TryWriteRegister(Find(machine, "cpsr"), cpsr);
        }

        using var console = new TestConsole(machine);
        Assert.Contains("disassembly (Thumb)", console.Type("gin_thumb+4").Press(Key.Enter).Screen, StringComparison.Ordinal);
        Assert.Contains("disassembly (ARM)", console.Type("gcount").Press(Key.Enter).Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_mapped_says_so()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        Assert.Contains("00001000 is not mapped", console.Type("g1000").Press(Key.Enter).Screen, StringComparison.Ordinal);
        Assert.Contains(">40000000", console.Press(Key.Home).Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void The_chosen_instruction_moves_with_the_keys_and_the_lines_follow()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        console.Type("glr+10").Press(Key.Enter);
        console.Type("g40000100").Press(Key.Enter);
        for (int i = 0; i < 20; i++)
        {
            console.Press(Key.CursorDown);
        }

        Assert.Contains("breakpoint at 40000150 set", console.Type("b").Screen, StringComparison.Ordinal);
        Assert.Contains("b 40000150", console.Screen, StringComparison.Ordinal);
        for (int i = 0; i < 30; i++)
        {
            console.Press(Key.CursorUp);
        }

        Assert.Contains("breakpoint at 400000D8 set", console.Type("b").Screen, StringComparison.Ordinal);
        console.Press(Key.PageDown, Key.PageDown, Key.PageUp, Key.PageUp, Key.PageUp).Type("b");
        Assert.Equal(3, machine.Breakpoints);
    }

    private static int Find(FakeMachine machine, string name) => machine.Vcpus[0].Registers.Index().First(r => r.Item.Name == name).Index;
}
