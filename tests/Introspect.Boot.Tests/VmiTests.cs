using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Introspect.Cli.Guests;
using Introspect.Core;
using Introspect.Core.Symbols;
using Introspect.Machine;
using Introspect.Machine.Loading;
using Introspect.TestKit;
using Introspect.Vmi;

namespace Introspect.Boot.Tests;

public sealed class VmiTests(ITestOutputHelper output)
{
    private const string Guest = "debian-armhf";

    [Fact]
    public async Task What_is_read_from_outside_is_what_Debian_says_itself()
    {
        await IntrospectCommand.PullAsync(Guest);
        IReadOnlyDictionary<string, string> files = GuestCache.OfUser(Environment.GetEnvironmentVariable).Open(Guest);
        using var guest = new LiveGuest("debian", new MachineOptions
        {
            Kernel = GuestFile.Load(files["kernel"], "kernel"),
            Initrd = GuestFile.Load(files["initrd"], "initrd"),
            Arguments = "console=ttyAMA0",
            MemoryMiB = 256,
        });
        GuestView view = GuestView.Of(guest.Machine);
        guest.Resume();
        await guest.TypeAsync("", "GUEST-MARKER: shell");
        await guest.TypeAsync("", "/ #");

        // The tables are read where the guest stands right behind its own listing, so that nothing has changed.
        string said = await guest.TypeAsync(
            "dmesg; echo E''ND-1; cat /proc/modules; echo E''ND-2; cat /proc/1/maps; echo E''ND-3; cat /proc/version; echo E''ND-4; ps; echo E''ND-5\n",
            "END-5",
            stopsThere: true);
        string[] parts = [.. Regex.Split(said, @"END-\d\r?\n")];
        Assert.Equal(5, parts.Length);
        string[] log = LiveGuest.Lines(parts[0])[^1..] is [""] ? LiveGuest.Lines(parts[0])[..^1] : LiveGuest.Lines(parts[0]);
        Assert.Equal(log[Array.FindIndex(log, static line => line.StartsWith("[    0.000000]", StringComparison.Ordinal))..], Log(view));
        Assert.Equal(Words(parts[1]), Modules(view));
        Assert.Equal(Words(parts[2]), Maps(view));
        Assert.Contains(view.Kernel["Linux ".Length..], parts[3], StringComparison.Ordinal);
        string[] processes = Words(parts[4]);
        Assert.Equal(processes[1..^1], Processes(view));   // without its heading and the ps that listed
        Assert.EndsWith("{ps} sh -l", processes[^1], StringComparison.Ordinal);
        Assert.Equal(Words(parts[4]).Length - 2, view.Read("ps", []).Rows.Length);

        await RunsOn(guest);
    }

    // Nothing of this stops the guest, which counts its instructions all the while.
    private async Task RunsOn(LiveGuest guest)
    {
        await guest.TypeAsync("sh -c 'echo B\"\"USY; while :; do :; done' &\n", "BUSY");
        int stops = guest.Stops;
        ulong before = guest.Machine.InstructionCount;
        long started = Stopwatch.GetTimestamp();
        GuestView view = GuestView.Of(guest.Machine);
        GuestTable ps = view.Read("ps", []);
        TimeSpan first = Stopwatch.GetElapsedTime(started);
        Assert.Contains(ps.Rows, row => row[ps.IndexOf("STATE")] is "R" && row[ps.IndexOf("COMMAND")] is "sh -c echo B\"\"USY; while :; do :; done");

        var looks = new List<double>();
        for (int i = 0; i < 5000; i++)
        {
            started = Stopwatch.GetTimestamp();
            Assert.NotEmpty(view.Read("ps", []).Rows);
            looks.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        ulong meanwhile = guest.Machine.InstructionCount - before;
        Assert.True(meanwhile > 0, "the guest stood still while it was looked at");
        Assert.Equal(stops, guest.Stops);
        Assert.Equal(Inspection.MachineState.Running, guest.Machine.State);

        looks.Sort();
        started = Stopwatch.GetTimestamp();
        Assert.True(view.TryFindSymbol("schedule", out GuestSymbol? schedule));
        TimeSpan symbols = Stopwatch.GetElapsedTime(started);
        Assert.True(view.TryFindSymbol(schedule.Address + 4, out string name, out uint offset));
        Assert.Equal(("schedule", 4u), (name, offset));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"first look {first.TotalMilliseconds:F1} ms; task list of {ps.Rows.Length}: best {looks[0]:F1}, median {looks[looks.Count / 2]:F1} us, " +
            $"99 % {looks[looks.Count * 99 / 100]:F1} us; symbols {symbols.TotalMilliseconds:F1} ms; meanwhile {meanwhile} guest instructions"));
    }

    [Fact]
    public async Task The_demos_tasks_are_those_that_its_shell_shows()
    {
        GuestFile kernel = GuestFile.Load(Path.Combine(Repository.Root, "tests/guests/demo/demo.elf"), "demo");
        SymbolTable symbols = GuestImage.Parse(kernel).Symbols;
        using var guest = new LiveGuest("demo", new MachineOptions { Kernel = kernel });
        GuestView view = GuestView.Of(guest.Machine, symbols);
        guest.Resume();
        await guest.TypeAsync("", "demo> ");
        string said = await guest.TypeAsync("ps\r", "demo> ", stopsThere: true);
        GuestTable ps = view.Read("ps", []);
        Assert.Equal(
            [.. Words(said[said.IndexOf("SWITCHES", StringComparison.Ordinal)..])[1..].Select(static line => string.Join(' ', line.Split(' ')[..2]))],
            Rows(ps, "PID", "COMM"));
        Assert.All(ps.Rows, row => Assert.InRange((long)(row[ps.IndexOf("USED")] ?? 0L), 0, 4096));
        Assert.Contains("has no modules", Assert.Throws<IntrospectException>(() => view.Read("modules", [])).Message, StringComparison.Ordinal);
        Assert.True(view.TryFindSymbol("g_ticks", out _));
    }

    // What dmesg of busybox writes: the prefix that the kernel gives each line.
    private static string[] Log(GuestView view) =>
    [
        .. view.Read("dmesg", []).Rows.Select(static row =>
            string.Create(CultureInfo.InvariantCulture, $"[{(double)row[0]!,12:F6}] {row[2]}")),
    ];

    private static string[] Modules(GuestView view)
    {
        GuestTable table = view.Read("modules", []);
        return
        [
            .. table.Rows.Select(row =>
                $"{row[0]} {row[1]} {row[2]} {((string)row[3]! is { Length: > 0 } users ? users + "," : "-")} {row[4]} 0x{row[5]:x8}"),
        ];
    }

    // Device and inode, which stand between offset and name, are not in our table.
    private static string[] Maps(GuestView view) =>
    [
        .. view.Read("maps", ["1"]).Rows.Select(static row => $"{row[0]:x8}-{row[1]:x8} {row[2]} {row[3]:x8} {row[4]}".TrimEnd()),
    ];

    // busybox cuts a name to 15 characters, and puts it before the arguments where their first is another.
    private static string[] Processes(GuestView view)
    {
        GuestTable table = view.Read("ps", []);
        return
        [
            .. table.Rows.Select(row =>
            {
                string name = (string)row[table.IndexOf("COMM")]!, command = (string)row[table.IndexOf("COMMAND")]!;
                name = name[..Math.Min(15, name.Length)];
                string program = Path.GetFileName(command.Split(' ')[0]).TrimStart('-');
                string shown = command[0] == '[' ? $"[{name}]" : program.StartsWith(name, StringComparison.Ordinal) ? command : $"{{{name}}} {command}";
                return $"{row[0]} {row[table.IndexOf("UID")]} {shown}";
            }),
        ];
    }

    private static string[] Rows(GuestTable table, params string[] columns) =>
    [
        .. Enumerable.Range(0, table.Rows.Length).Select(row =>
            string.Join(' ', columns.Select(column => table.Text(row, table.IndexOf(column))))),
    ];

    // Lines with one space between words; without device and inode, in which the maps of the guest differ from ours.
    private static string[] Words(string text) =>
    [
        .. LiveGuest.Lines(text)
            .Select(static line => Regex.Replace(line.Trim(), @"\s+", " "))
            .Select(static line => Regex.Replace(line, @"^(\S+-\S+ \S{4} \S+) \S+:\S+ \d+", "$1"))
            .Where(static line => line.Length > 0),
    ];
}
