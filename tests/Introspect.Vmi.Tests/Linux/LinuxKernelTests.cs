using Introspect.Core.Symbols;
using Introspect.TestKit.Inspection;

namespace Introspect.Vmi.Tests.Linux;

public sealed class LinuxKernelTests
{
    public static TheoryData<SyntheticLinuxShape> Shapes => new(
        new SyntheticLinuxShape(),
        new SyntheticLinuxShape { Shift = 0x2C },
        new SyntheticLinuxShape { Shift = 0x100 },
        new SyntheticLinuxShape { HasAreaList = true },
        new SyntheticLinuxShape { HasRelativeExports = true },
        new SyntheticLinuxShape { HasLongDescriptors = true });

    [Theory, MemberData(nameof(Shapes))]
    public void Tasks_are_found_whatever_the_shape_of_the_kernel(SyntheticLinuxShape shape)
    {
        GuestTable ps = new SyntheticLinux(shape).View.Read("ps", []);
        string[] lines =
        [
            .. Enumerable.Range(0, ps.Rows.Length).Select(row =>
                string.Join(' ', ((string[])["PID", "PPID", "UID", "STATE", "COMM", "COMMAND"]).Select(name => ps.Text(row, ps.IndexOf(name))))),
        ];
        Assert.Equal(
            [
                "1 0 0 S init /bin/sh /init",
                "2 0 0 S kthreadd [kthreadd]",
                "3 2 0 I rcu_gp [rcu_gp]",
                "8 2 0 I mm_percpu_wq [mm_percpu_wq]",
                "9 2 0 S ksoftirqd/0 [ksoftirqd/0]",
                "10 2 0 I rcu_sched [rcu_sched]",
                "4 2 0 I kworker/0:0-events [kworker/0:0-events]",
                "5 2 0 I kworker/0:1+rcu_gp [kworker/0:1+rcu_gp]",
                "99 1 0 S sh sh -l",
            ],
            lines);
    }

    [Theory]
    [InlineData(0x20u, "Z")]
    [InlineData(0x10u, "X")]
    public void A_process_that_has_ended_says_so(uint exitState, string letter)
    {
        var guest = new SyntheticLinux();
        guest.Put(guest.Tasks[99] + guest.ExitSignalOffset - 8, exitState);
        GuestTable ps = guest.View.Read("ps", []);
        Assert.Equal(letter, ps.Rows[^1][ps.IndexOf("STATE")]);
    }

    [Fact]
    public void A_process_may_call_itself_anything()
    {
        var guest = new SyntheticLinux();
        guest.PutText(guest.Tasks[99] + guest.CommOffset, "\x1B[2J\0");
        GuestTable ps = guest.View.Read("ps", []);
        Assert.Equal("\\x1B[2J", ps.Rows[^1][ps.IndexOf("COMM")]);
    }

    [Fact]
    public void The_log_is_what_dmesg_shows()
    {
        var guest = new SyntheticLinux();
        guest.LogNothing(2_000_000_000);
        Assert.Equal(
            [
                "0.000000 6 Booting Linux on physical CPU 0x0",
                "1.306421 7   with environment:",
                "1.306421 7     HOME=/",
                "2.000000 6 ",
            ],
            Lines(guest.View.Read("dmesg", [])));
    }

    [Fact]
    public void The_log_goes_round_and_can_be_cleared()
    {
        var guest = new SyntheticLinux();
        for (int i = 0; i < 100; i++)
        {
            guest.Log((ulong)i * 1_000_000_000, 5, $"record {i} {new string('x', 90)}");
        }

        guest.ClearLogUpTo(90);
        string[] lines = Lines(guest.View.Read("dmesg", []));
        Assert.Equal(12, lines.Length);
        Assert.Equal([.. Enumerable.Range(88, 12).Select(i => $"{i}.000000 5 record {i} {new string('x', 90)}")], lines);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Modules_have_size_and_users(SyntheticLinuxShape shape)
    {
        GuestTable modules = new SyntheticLinux(shape).View.Read("modules", []);
        Assert.Equal(["netdev 12288 1 virtio_net Live 0xBF001000", "virtio_net 16384 0  Live 0xBF005000"], Lines(modules));
    }

    [Theory, MemberData(nameof(Shapes))]
    public void A_process_has_its_memory_areas(SyntheticLinuxShape shape)
    {
        GuestTable maps = new SyntheticLinux(shape).View.Read("maps", ["1"]);
        Assert.Equal(
            [
                "0x00010000 0x00015000 r-xp 0x00002000 /bin/busybox",
                "0x00200000 0x00202000 rw-p 0x00000000 [heap]",
                "0xBEF00000 0xBEF02000 rw-p 0x00000000 [stack]",
            ],
            Lines(maps));
    }

    [Fact]
    public void A_kernel_thread_has_no_memory_areas() => Assert.Empty(new SyntheticLinux().View.Read("maps", ["2"]).Rows);

    [Theory]
    [InlineData("0x10", "'0x10' is no process number")]
    [InlineData("12345", "There is no process 12345")]
    public void A_process_that_is_not_there_is_an_error(string pid, string message) =>
        Assert.Contains(message, Refused(new SyntheticLinux(), "maps", pid), StringComparison.Ordinal);

    [Fact]
    public void The_layout_says_where_each_field_lies_and_how_sure_that_is()
    {
        var guest = new SyntheticLinux(new SyntheticLinuxShape { Shift = 0x40 });
        GuestTable layout = guest.View.Read("layout", []);
        Dictionary<string, long> offsets = layout.Rows.ToDictionary(static row => $"{row[0]}.{row[1]}", static row => (long)row[2]!);
        Assert.Equal(
            (guest.StateOffset, guest.FlagsOffset, guest.TasksOffset, guest.MmOffset, guest.PidOffset, guest.ParentOffset, guest.CommOffset - 4),
            (offsets["task_struct.__state"], offsets["task_struct.flags"], offsets["task_struct.tasks"], offsets["task_struct.mm"],
                offsets["task_struct.pid"], offsets["task_struct.real_parent"], offsets["task_struct.cred"]));
        Assert.Equal((28, 0xA4), (offsets["mm_struct.pgd"], offsets["mm_struct.arg_start"]));
        Assert.All(layout.Rows, static row => Assert.InRange((double)row[3]!, 0.4, 1.0));
        Assert.All(layout.Rows, static row => Assert.NotEmpty((string)row[4]!));
    }

    [Fact]
    public void What_a_young_kernel_leaves_open_is_settled_when_there_are_more_tasks()
    {
        // Two words like a state: the second is told apart by a task that comes later.
        var guest = new SyntheticLinux();
        foreach (uint task in guest.Tasks.Values)
        {
            guest.Put(task + guest.StateOffset - 8, guest.Word(task + guest.StateOffset));
        }

        GuestView view = guest.View;
        GuestTable young = view.Read("layout", []);
        Assert.Equal(0.495, Confidence(young, "__state"), precision: 3);
        guest.Put(guest.Tasks[99] + guest.StateOffset - 8, 0xDEAD_BEEF);
        Assert.Equal(0.99, Confidence(view.Read("layout", []), "__state"), precision: 3);
    }

    [Fact]
    public void Functions_are_named_by_the_kernels_own_table()
    {
        GuestView view = new SyntheticLinux().View;
        Assert.True(view.TryFindSymbol(0xC000_8104, out string name, out uint offset));
        Assert.Equal(("start_kernel", 4u), (name, offset));
        Assert.True(view.TryFindSymbol("init_once", out GuestSymbol? symbol));
        Assert.Equal(0xC000_8240u, symbol.Address);
        Assert.False(view.TryFindSymbol("no_such_function", out _));
    }

    [Fact]
    public void A_kernel_that_was_replaced_is_recognised_anew()
    {
        var guest = new SyntheticLinux();
        GuestView view = guest.View;
        Assert.Equal("Linux 6.1.0-test", view.Kernel);
        guest.PutText(SyntheticLinux.Note, "OSRELEASE=6.1.1-test");
        Assert.Equal("Linux 6.1.1-test", view.Kernel);
        guest.Ram.Span.Clear();
        Assert.Contains("No kernel is recognised in synthetic", Assert.Throws<Core.IntrospectException>(() => view.Kernel).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("files")]
    [InlineData("")]
    public void A_table_that_there_is_not_is_an_error_that_lists_them(string table) =>
        Assert.Contains("ps, dmesg, modules, maps", Refused(new SyntheticLinux(), table), StringComparison.Ordinal);

    private static double Confidence(GuestTable layout, string field) =>
        (double)layout.Rows.Single(row => (string)row[1]! == field)[3]!;

    private static string Refused(SyntheticLinux guest, string table, params string[] arguments) =>
        Assert.Throws<Core.IntrospectException>(() => guest.View.Read(table, arguments)).Message;

    private static string[] Lines(GuestTable table) =>
    [
        .. Enumerable.Range(0, table.Rows.Length).Select(row =>
            string.Join(' ', Enumerable.Range(0, table.Columns.Length).Select(column => table.Text(row, column)))),
    ];
}
