using Introspect.Inspection;
using Introspect.TestKit;
using Introspect.TestKit.Inspection;
using Terminal.Gui.Input;

namespace Introspect.Console.Tests;

/// <summary>Whole screens, as a user meets them.</summary>
public sealed class ConsoleTests
{
    private static readonly Key s_prefix = Key.A.WithCtrl;

    public static TheoryData<string, int, int> Pages => new()
    {
        { "1", 80, 24 },
        { "1", 120, 40 },
        { "2", 80, 24 },
        { "3", 80, 24 },
        { "4", 80, 24 },
        { "4", 120, 40 },
    };

    [Theory, MemberData(nameof(Pages))]
    public void A_page_looks_as_it_should(string page, int width, int height)
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine, width, height);
        console.Terminal.Write("\r\nWelcome\r\n# ls\r\nbin  etc\r\n# "u8);
        Golden.Verify($"page-{page}-{width}x{height}.txt", console.Type(page).Screen);
    }

    [Fact]
    public void A_step_executes_one_instruction_and_marks_what_changed()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        console.Type("n");
        Assert.Contains("r0       00000001*", console.Screen, StringComparison.Ordinal);
        Assert.Contains(" >40000004", console.Screen, StringComparison.Ordinal);
        Assert.Contains("stopped: step done", console.Screen, StringComparison.Ordinal);
        Assert.Equal(1ul, machine.InstructionCount);
        Golden.Verify("after-two-steps.txt", console.Type("n").Screen);
    }

    [Fact]
    public void A_running_machine_is_seen_to_run_and_stops_on_a_key_only()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        console.Type("r").Await("running");
        ulong before = machine.InstructionCount;
        console.Frame();
        Assert.True(SpinWait.SpinUntil(() => machine.InstructionCount > before, TimeSpan.FromSeconds(30)));
        Assert.Equal(MachineState.Running, machine.State);
        console.Type("s").Await("stopped: by request");
        Assert.Equal(MachineState.Stopped, machine.State);
    }

    [Fact]
    public void A_breakpoint_is_set_where_one_went_to_and_is_hit()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        console.Type("g").Type("count+8").Press(Key.Enter).Type("b");
        Assert.Contains("breakpoint at 40000008 set", console.Screen, StringComparison.Ordinal);
        Assert.Contains("b 40000008", console.Screen, StringComparison.Ordinal);
        console.Type("r").Await("stopped: breakpoint 40000008");
        Assert.Contains("b>40000008", console.Screen, StringComparison.Ordinal);
        console.Type("b");
        Assert.Equal(0, machine.Breakpoints);
        Assert.Contains("breakpoint at 40000008 taken away", console.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Breakpoints_of_the_console_go_with_it()
    {
        using var machine = new FakeMachine();
        using (var console = new TestConsole(machine))
        {
            console.Type("b");
            Assert.Equal(1, machine.Breakpoints);
        }

        Assert.Equal(0, machine.Breakpoints);
    }

    [Fact]
    public void A_stop_by_somebody_else_is_told()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        using (machine.Hold())
        {
            machine.Insert(new Breakpoint(FakeMachine.Loop + 4));
            machine.Resume([new(ResumeKind.Run), new(ResumeKind.Stay)]);
        }

        console.Await("stopped: breakpoint 40000004");
    }

    [Fact]
    public void Keys_in_the_terminal_are_the_guests_but_for_the_prefix()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        console.Press(Key.Tab, Key.Tab, Key.Tab);
        Assert.Contains("╔═ terminal ═", console.Screen, StringComparison.Ordinal);
        console.Type("rq?é").Press(Key.Enter, Key.CursorUp, Key.Tab, Key.Esc, Key.Backspace, Key.C.WithCtrl, Key.X.WithAlt, s_prefix, s_prefix);
        Assert.Equal("rq?é\r\u001b[A\t\u001b\u007f\u0003\u001bx\u0001", console.Typed.ToString());
        Assert.Equal(MachineState.Stopped, machine.State);

        console.Press(s_prefix, Key.Tab);
        Assert.Contains("╔═ machines ═", console.Screen, StringComparison.Ordinal);
        Assert.False(console.Model.IsOver);
        console.Press(Key.Tab.WithShift, s_prefix);
        Assert.Contains("Ctrl-A: now a key of the console", console.Screen, StringComparison.Ordinal);
        console.Type("x");
        Assert.True(console.Model.IsOver);
    }

    [Fact]
    public void What_scrolled_off_the_terminal_can_be_seen_again()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        for (int i = 1; i <= 100; i++)
        {
            console.Terminal.Write(System.Text.Encoding.ASCII.GetBytes($"line {i}\r\n"));
        }

        console.Type("4").Press(Key.Tab);
        Assert.Contains("line 100", console.Screen, StringComparison.Ordinal);
        console.Press(s_prefix, Key.PageUp, s_prefix, Key.PageUp);
        Assert.Contains("lines back", console.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("line 100", console.Screen, StringComparison.Ordinal);
        console.Press(Key.Enter);
        Assert.Contains("line 100", console.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_of_keys_holds_those_that_work_here()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        Golden.Verify("keys-when-stopped.txt", console.Press(Key.Tab, Key.Tab).Type("?").Screen);
        console.Type("x").Press(Key.Tab, s_prefix).Type("?");
        Golden.Verify("keys-in-the-terminal.txt", console.Screen);
        console.Press(Key.Esc, s_prefix, Key.Tab).Type("r").Await("running").Type("?");
        Assert.DoesNotContain("step one", console.Screen, StringComparison.Ordinal);
        Assert.Contains("stop", console.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_cannot_work_now_says_why()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        Assert.Contains("stop: not while the machine is stopped", console.Type("s").Screen, StringComparison.Ordinal);
        Assert.Contains("does nothing here", console.Type("w").Screen, StringComparison.Ordinal);
        Assert.Contains("does nothing here", console.Type("x").Screen, StringComparison.Ordinal);
        Assert.Contains("'nowhere' is no address", console.Type("g").Type("nowhere").Press(Key.Enter).Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_on_the_page_of_the_mmu_is_walked()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        console.Type("2g40001234").Press(Key.Enter);
        Assert.Contains("virtual   40001234", console.Screen, StringComparison.Ordinal);
        Assert.Contains("the MMU is off", console.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void The_screen_follows_its_size()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        string small = console.Frame().Screen;
        string large = console.Resize(120, 40).Screen;
        Assert.Equal(40, large.Split('\n').Length - 1);
        Assert.Equal(small, console.Resize(80, 24).Screen);
        Assert.Contains("The console needs", console.Resize(50, 10).Screen, StringComparison.Ordinal);
        Assert.Equal(large, console.Resize(120, 40).Screen);
    }

    [Fact]
    public void Only_what_changed_is_drawn()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        console.Frame();
        long before = console.CellsDrawn;
        for (int i = 0; i < 20; i++)
        {
            console.Frame();
        }

        Assert.Equal(before, console.CellsDrawn);
        console.Terminal.Write("x"u8);
        Assert.Equal(before + 1, console.Frame().CellsDrawn);
    }

    [Fact]
    public void However_fast_one_types_at_most_15_frames_are_drawn_in_a_second()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        Assert.InRange(console.Type("g").FramesOfASecondOfKeys(Key.A), 10, 15);
    }

    [Fact]
    public void Only_one_pane_is_seen_when_it_is_zoomed()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        console.Press(Key.Tab).Type("z");
        Assert.Contains("SCTLR", console.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("disassembly", console.Screen, StringComparison.Ordinal);
        Assert.Contains("disassembly", console.Type("z").Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Tasks_are_read_once_a_second_and_trouble_is_told()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        console.Frame();
        Assert.Equal(0, console.Kernel.Readings);
        console.Type("4");
        for (int i = 0; i < 45; i++)
        {
            console.Frame();
        }

        Assert.InRange(console.Kernel.Readings, 3, 5);
        console.Kernel.Trouble = "init_task.tasks at 0xC0D05A80 points to itself.";
        console.Await("init_task.tasks at 0xC0D05A80 points to itself.");
    }

    [Fact]
    public void What_the_guest_calls_its_tasks_cannot_command_the_terminal()
    {
        using var machine = new FakeMachine();
        using var console = new TestConsole(machine);
        Assert.Contains("\uFFFD[2Jevil\uFFFD", console.Type("4").Frame().Screen, StringComparison.Ordinal);
    }
}
