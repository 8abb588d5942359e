using System.Text;
using Introspect.Devices;
using Introspect.Machine.Loading;
using Introspect.Machine.Semihosting;
using Introspect.TestKit;

namespace Introspect.Machine.Tests.Semihosting;

/// <summary>A C program with newlib (tests/guests/semihosting) finds at its host what it finds under QEMU.</summary>
public sealed class NewlibTests
{
    private const ulong MostInstructions = 50_000_000;

    private const string Expected = """
        argument 0: {name}.elf
        argument 1: one
        argument 2: two
        -42 00c0ffee text 0.333333333 6.022141e+23
        heap: good
        open: good
        length: good
        read back: good
        close: good
        append: good
        seek: good
        read: good
        close: good
        remove: good
        clock: good
        time: good
        input: good
        read: typed in

        """;

    public static TheoryData<string> Guests => ["semihosting", "semihosting-thumb"];

    [Theory, MemberData(nameof(Guests))]
    public void A_C_program_finds_its_host(string name)
    {
        using var folder = new TemporaryFolder();
        var console = new Output();
        using Machine machine = MachineFactory.Create(
            name,
            new MachineOptions { Kernel = GuestFile.Load(Image(name), "kernel"), Arguments = "one two", Semihosting = true },
            new MachineSurroundings(console, WallClockSeconds: 1, Seed: 1) { SemihostFiles = new HostDirectoryFiles(folder.Path) });
        machine.Inputs.Post(machine.Console!, "typed in\n"u8.ToArray());
        while (machine.Instructions < MostInstructions && machine.Turn().End == TurnEnd.Ran)
        {
        }

        // The machine's console is one for all three streams.
        Assert.Equal($"{Expected.Replace("{name}", name, StringComparison.Ordinal)}standard error\n", console.Text.ToString());
        Assert.Equal(new MachineEnd(EndKind.Exit, 7, "the guest ended with code 7"), machine.End);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory, MemberData(nameof(Guests))]
    public async Task So_it_does_under_QEMU(string name)
    {
        string qemu = Tools.Require("qemu-system-arm", "qemu-system-arm");
        using var folder = new TemporaryFolder();
        HostProcessResult result = await HostProcess.RunAsync(
            qemu,
            [
                "-M", "virt", "-cpu", "cortex-a15", "-nic", "none", "-display", "none", "-monitor", "none", "-serial", "none",
                "-semihosting-config", $"enable=on,target=native,arg={name}.elf,arg=one,arg=two", "-kernel", Image(name),
            ],
            TimeSpan.FromMinutes(5), "typed in\n", folder.Path, TestContext.Current.CancellationToken);
        Assert.Equal(Expected.Replace("{name}", name, StringComparison.Ordinal), result.Output);
        Assert.EndsWith("standard error\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(7, result.ExitCode);
    }

    private static string Image(string name) => Path.Combine(Repository.Root, "tests", "guests", name, $"{name}.elf");

    private sealed class Output : ICharacterSink
    {
        public StringBuilder Text { get; } = new();

        public void Put(byte character) => Text.Append((char)character);
    }
}
