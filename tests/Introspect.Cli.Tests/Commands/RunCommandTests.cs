using System.Text.Json.Nodes;
using Introspect.Cli.Running;
using Introspect.Machine;

namespace Introspect.Cli.Tests.Commands;

public sealed class RunCommandTests
{
    public static TheoryData<string, int, string> Ends => new()
    {
        // options                                                     exit  standard error ends with
        { "--until ready --timeout 60",                                0,    "" },
        { "--until never --timeout 0.2",                               3,    "run: time is up after 0.2 s, and 'never' has not appeared\n" },
        { "--timeout 0.2",                                             3,    "run: time is up after 0.2 s\n" },
        { "--send-after demo>. poweroff --until OFF --timeout 0.2",    3,    "run: time is up after 0.2 s, and 'OFF' has not appeared\n" },
    };

    [Theory, MemberData(nameof(Ends))]
    public async Task A_scripted_run_ends_with_the_code_of_its_reason(string options, int exitCode, string error)
    {
        using var host = new TestHost();
        Assert.Equal(exitCode, await host.RunAsync(["demo", "--headless", .. options.Split(' ')]));
        Assert.Equal("the machine runs\n" + error, host.Error);
    }

    public static TheoryData<RunEnd, int, string?, string[], int, string> MachineEnds => new()
    {
        // end              status  message          options              exit  error
        { RunEnd.PoweredOff, 0, null,               [],                  0,    "" },
        { RunEnd.PoweredOff, 0, null,               ["--until", "ready"], 0,   "" },
        { RunEnd.PoweredOff, 0, null,               ["--until", "never"], 1,   "run: the guest ended, and 'never' has not appeared" },
        { RunEnd.Exited,     0, null,               [],                  0,    "" },
        { RunEnd.Exited,     7, null,               [],                  1,    "run: the guest ended with status 7" },
        { RunEnd.Crashed,    0, "undefined at 0x4", [],                  4,    "run: the guest crashed: undefined at 0x4" },
        { RunEnd.Crashed,    0, "undefined at 0x4", ["--until", "never"], 4,   "run: the guest crashed: undefined at 0x4" },
    };

    [Theory, MemberData(nameof(MachineEnds))]
    public async Task A_machine_that_ends_by_itself_ends_the_run(
        RunEnd end, int status, string? message, string[] options, int exitCode, string error)
    {
        using var host = new TestHost(new FakeMachines { End = new RunOutcome(end, status, message) });
        Assert.Equal(exitCode, await host.RunAsync(["demo", .. options]));
        Assert.EndsWith(error, host.Error.TrimEnd('\n'), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_guests_output_goes_out_byte_for_byte_and_what_is_typed_comes_in()
    {
        var machines = new FakeMachines { Output = "\u001b[1mé\r\n> ", End = null };
        using var host = new TestHost(machines, typed: "uptime\n");
        Assert.Equal(0, await host.RunAsync("demo", "--until", "^> $", "--send-after", "é", "--help\\c"));
        Assert.Equal("\u001b[1mé\r\n> ", host.GuestOutput);
        Assert.Contains("--help", machines.Typed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_option_reaches_the_machine()
    {
        var machines = new FakeMachines { End = new RunOutcome(RunEnd.PoweredOff, Report: new JsonObject { ["exits"] = 3 }) };
        using var host = new TestHost(machines);
        string kernel = host.File("zImage", 1, 2, 3);
        string initrd = host.File("initrd", 4);
        string dtb = host.File("a.dtb", 5);
        string drive = host.File("disk,ro.img", new byte[1024]);
        string flash = host.File("flash", 6);
        string report = Path.Combine(host.Folder, "report.json");
        string serial = Path.Combine(host.Folder, "serial.txt");

        int exitCode = await host.RunAsync(
            "run", kernel, "--board", "virt", "--cpu", "cortex-a7", "--smp", "2", "--memory", "64", "--initrd", initrd, "--dtb", dtb,
            "--append", "quiet", "--drive", drive, "--drive", drive + ",ro", "--pflash", flash + ",ro", "--pflash", flash,
            "--serial", "file:" + serial, "--gdb", "1234", "--wait-gdb", "--clock", "host", "--semihosting", "--report", report);

        Assert.Equal((0, "the machine runs\n"), (exitCode, host.Error));
        RunRequest request = machines.Request!;
        MachineOptions machine = request.Machine;
        Assert.Equal(("virt", "cortex-a7", 2, 64, "quiet"), (machine.Board, machine.CpuModel, machine.VcpuCount, machine.MemoryMiB, machine.Arguments));
        Assert.Equal((kernel, initrd, dtb), (machine.Kernel!.Name, machine.Initrd!.Name, machine.DeviceTree!.Name));
        Assert.Equal([1, 2, 3], machine.Kernel.Bytes.ToArray());
        Assert.Equal([new MediumFile(drive, false), new MediumFile(drive, true)], machine.Drives);
        Assert.Equal([new MediumFile(flash, true), new MediumFile(flash, false)], machine.Flash);
        Assert.Equal((ClockKind.Host, true), (machine.Clock, machine.Semihosting));
        Assert.Equal((new GdbEndpoint("127.0.0.1", 1234), true, true), (request.Gdb, request.WaitForDebugger, request.WantsReport));
        Assert.Equal("", host.GuestOutput);
        Assert.Equal(machines.Output, await File.ReadAllTextAsync(serial, TestContext.Current.CancellationToken));
        JsonNode written = JsonNode.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken))!;
        Assert.Equal(("poweredOff", 3), (written["end"]!.GetValue<string>(), written["machine"]!["exits"]!.GetValue<int>()));
    }

    [Theory]
    // options, board, CPU model, MiB
    [InlineData("", "virt", "cortex-a15", 256)]
    [InlineData("--cpu cortex-a7", "virt", "cortex-a7", 256)]
    [InlineData("--cpu arm926ej-s", "versatilepb", "arm926ej-s", 128)]
    [InlineData("--board versatilepb", "versatilepb", "arm926ej-s", 128)]
    public async Task A_CPU_chooses_its_board_and_a_board_its_CPU(string options, string board, string cpu, int memoryMiB)
    {
        var machines = new FakeMachines { End = new RunOutcome(RunEnd.PoweredOff) };
        using var host = new TestHost(machines);
        string kernel = host.File("a.elf", 1);
        Assert.Equal(0, await host.RunAsync(["run", kernel, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        MachineOptions machine = machines.Request!.Machine;
        Assert.Equal((board, cpu, memoryMiB), (machine.Board, machine.CpuModel, machine.MemoryMiB));
    }

    [Fact]
    public async Task A_known_guest_brings_its_machine_and_options_go_before_it()
    {
        var machines = new FakeMachines { End = new RunOutcome(RunEnd.PoweredOff) };
        using var host = new TestHost(machines);
        await host.Host.Guests.StoreAsync("debian-armhf", static _ => Task.FromResult(new Cli.Guests.PulledGuest(
            [], new Dictionary<string, byte[]> { ["kernel"] = [1], ["initrd"] = [2] })));
        await host.Host.Guests.StoreAsync("edk2", static _ => Task.FromResult(new Cli.Guests.PulledGuest(
            [], new Dictionary<string, byte[]> { ["code.fd"] = [1], ["vars.fd"] = [2] })));

        Assert.Equal(0, await host.RunAsync("run", "debian-armhf", "--append", "loglevel=8", "--memory", "128"));
        MachineOptions machine = machines.Request!.Machine;
        Assert.Equal((128, "console=ttyAMA0 loglevel=8", "cortex-a15"), (machine.MemoryMiB, machine.Arguments, machine.CpuModel));
        Assert.Equal(2, machine.Initrd!.Bytes.Span[0]);

        Assert.Equal(0, await host.RunAsync("run", "edk2"));
        machine = machines.Request!.Machine;
        Assert.Null(machine.Kernel);
        Assert.Equal(["code.fd", "vars.fd"], machine.Flash.Select(static f => Path.GetFileName(f.Path)));
        Assert.All(machine.Flash, static f => Assert.True(f.DropsWrites));
    }

    [Fact]
    public async Task The_demo_is_an_image_inside_the_program()
    {
        var machines = new FakeMachines { End = new RunOutcome(RunEnd.PoweredOff) };
        using var host = new TestHost(machines);
        Assert.Equal(0, await host.RunAsync("demo"));
        Assert.Equal(Machine.Loading.GuestImageKind.Elf, Machine.Loading.GuestImage.Parse(machines.Request!.Machine.Kernel!).Kind);
    }

    public static TheoryData<string, int, string> Errors => new()
    {
        // command line                                  exit  error
        { "run",                                         2,    "there is nothing to start" },
        { "run demp",                                    2,    "guest: there is no 'demp'. Did you mean demo?" },
        { "run debian-armhf",                            1,    "run: guest debian-armhf is not here; get it with: introspect guests pull debian-armhf" },
        { "run demo --board vert",                       2,    "board: there is no 'vert'. Did you mean virt? See all: introspect boards" },
        { "run demo --cpu cortex-a16",                   2,    "cpu: there is no 'cortex-a16'. Did you mean cortex-a15" },
        { "run demo --cpu arm926ej-s",                   2,    "board virt does not take arm926ej-s. Choose one of: cortex-a15, cortex-a7" },
        { "run ./a --board versatilepb --cpu cortex-a15", 2,   "board versatilepb does not take cortex-a15. Choose one of: arm926ej-s" },
        { "run demo --smp 0",                            2,    "--smp: board virt takes 1 to 8 vCPUs, not 0." },
        { "run demo --smp many",                         2,    "many" },
        { "run demo --memory 3072",                      2,    "--memory: board virt takes 1 to 2048 MiB of RAM, not 3072." },
        { "run demo --kernel /nowhere/zImage",           1,    "/nowhere/zImage: the kernel is not there" },
        { "run /nowhere/a.elf",                          1,    "/nowhere/a.elf: the kernel is not there" },
        { "run ./a --kernel b",                          2,    "run: both ./a and --kernel b are to start" },
        { "run demo --initrd /nowhere/initrd",           1,    "/nowhere/initrd: the initrd is not there" },
        { "run demo --dtb /nowhere/dtb",                 1,    "/nowhere/dtb: the device tree is not there" },
        { "run demo --drive /nowhere/disk",              1,    "/nowhere/disk: the drive is not there" },
        { "run demo --drive /dev/null",                  1,    "/dev/null: the drive has 0 bytes" },
        { "run --pflash /nowhere/flash",                 1,    "/nowhere/flash: the flash is not there" },
        { "run demo --wait-gdb",                         2,    "Give --gdb PORT too" },
        { "run demo --gdb 65535",                        2,    "the last port is 65535" },
        { "run demo --gdb nowhere",                      2,    "--gdb: 'nowhere' is not [HOST:]PORT" },
        { "run demo --until (",                          2,    "--until: '(' is no regular expression" },
        { "run demo --send-after x",                     2,    "--send-after: 'x' has no text" },
        { "run demo --timeout 0",                        2,    "--timeout: 0 is not a time" },
        { "run demo --clock atomic",                     2,    "atomic" },
        { "run demo --serial tcp:0",                     2,    "--serial: 'tcp:0' is not console, terminal, none, file:PATH" },
        { "demo --screenshot s --size 80",               2,    "--size: '80' is not WxH" },
        { "demo --screenshot s --size 0x24",             2,    "--size: '0x24' is not WxH" },
        { "demo --view register",                        2,    "view: there is no 'register'. Did you mean registers" },
        { "demo --screenshot /nowhere/s",                1,    "/nowhere/s: the screenshot cannot be written" },
        { "console",                                     2,    "See: introspect console --help" },
        { "console a.nettrace",                          2,    "console: standard input and output are no terminal. Give --screenshot FILE" },
        { "console /nowhere/a --screenshot s",           1,    "/nowhere/a: the trace cannot be opened" },
        { "run demo --report /nowhere/r.json",           1,    "/nowhere/r.json: the report cannot be written" },
        { "run demo --serial file:/nowhere/s",           1,    "/nowhere/s: the serial output cannot be written" },
        { "run demo --net wifi",                         2,    "--net wifi: there is no such network. Give none, nat, switch:NAME or tap:IFNAME" },
        { "run ./a --board versatilepb --net nat",       2,    "--net: board versatilepb takes 0 network devices, not 1. Boards that do: virt" },
        { "run demo --no-such-option",                   2,    "See: introspect run --help" },
        { "fly",                                         2,    "See: introspect --help" },
        { "guests pull nothing",                         2,    "guest: there is no 'nothing'." },
        { "guests pull",                                 2,    "See: introspect guests pull --help" },
        { "demo --kernel x",                             2,    "See: introspect demo --help" },
    };

    [Theory, MemberData(nameof(Errors))]
    public async Task A_wrong_command_line_says_what_is_wrong_and_starts_nothing(string commandLine, int exitCode, string error)
    {
        var machines = new FakeMachines();
        using var host = new TestHost(machines);
        Assert.Equal(exitCode, await host.RunAsync(commandLine.Split(' ')));
        Assert.Contains(error, host.Error, StringComparison.Ordinal);
        Assert.Null(machines.Request);
        Assert.Equal("", host.Output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Folder));
    }

    [Fact]
    public async Task A_drive_of_broken_sectors_is_refused()
    {
        using var host = new TestHost();
        Assert.Equal(1, await host.RunAsync("run", "demo", "--drive", host.File("disk", new byte[700])));
        Assert.Contains("the drive has 700 bytes, not sectors of 512", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_file_is_no_drive_to_write_to()
    {
        using var host = new TestHost();
        string disk = host.File("disk", new byte[512]);
        File.SetAttributes(disk, FileAttributes.ReadOnly);
        Assert.SkipWhen(Environment.UserName == "root", "root may write to any file");
        Assert.Equal(1, await host.RunAsync("run", "demo", "--drive", disk));
        Assert.Contains($"cannot be opened for writing. Check its permissions, or give it as {disk},ro", host.Error, StringComparison.Ordinal);
    }
}
