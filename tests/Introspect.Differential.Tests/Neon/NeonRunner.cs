using System.Text;
using Introspect.Cpu.Dispatch;
using Introspect.Devices;
using Introspect.Machine;
using Introspect.Machine.Loading;
using Introspect.TestKit;

namespace Introspect.Differential.Tests.Neon;

/// <summary>Makes a program and runs it: on QEMU's Cortex-A15, and on ours.</summary>
internal sealed class NeonRunner(string compiler, string qemu, string folder, CancellationToken cancellationToken)
{
    private const ulong MostInstructions = 20_000_000_000;
    private const int MemoryMiB = 64;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly string[] s_flags =
    [
        "-mcpu=cortex-a15", "-mfpu=neon-vfpv4", "-mfloat-abi=hard", "-mfp16-format=ieee", "-mno-unaligned-access", "-std=gnu17", "-O1", "-w",
        "--specs=rdimon.specs", "-Wl,-e,start", "-Wl,-Ttext-segment=0x40010000",
    ];

    /// <summary>Compiles a source and gives the program's path.</summary>
    public async Task<string> CompileAsync(string name, string source, params string[] flags)
    {
        string file = Path.Combine(folder, $"{name}.c"), program = Path.Combine(folder, $"{name}.elf");
        await File.WriteAllTextAsync(file, source, cancellationToken);
        string start = Path.Combine(Repository.Root, "tests", "guests", "semihosting", "start.S");
        HostProcessResult result = await HostProcess.RunAsync(
            compiler, [.. s_flags, .. flags, "-o", program, start, file], s_patience, cancellationToken: cancellationToken);
        Assert.True(result.ExitCode == 0, $"{file} does not compile:\n{result.Error}");
        return program;
    }

    /// <summary>What a program prints under QEMU.</summary>
    public async Task<string> RunOnQemuAsync(string program)
    {
        HostProcessResult result = await HostProcess.RunAsync(
            qemu,
            [
                "-M", "virt", "-cpu", "cortex-a15", "-m", $"{MemoryMiB}", "-nic", "none", "-display", "none", "-monitor", "none", "-serial", "none",
                "-semihosting-config", "enable=on,target=native", "-kernel", program,
            ],
            s_patience,
            cancellationToken: cancellationToken);
        Assert.True(result.ExitCode == 0, $"QEMU: {program} ends with {result.ExitCode}: {result.Error}");
        return result.Output;
    }

    /// <summary>What it prints on our machine.</summary>
    public static string Run(string program, Engine engine)
    {
        var console = new Output();
        var options = new MachineOptions
        {
            CpuModel = "cortex-a15",
            MemoryMiB = MemoryMiB,
            Kernel = GuestFile.Load(program, "kernel"),
            Semihosting = true,
            Engine = engine,
        };
        using Machine.Machine machine = MachineFactory.Create("neon", options, new MachineSurroundings(console, 0, 0));
        while (machine.Instructions < MostInstructions && machine.Turn().End == TurnEnd.Ran)
        {
        }

        Assert.Equal(new MachineEnd(EndKind.Exit, 0, "the guest ended with code 0"), machine.End);
        return console.Text.ToString();
    }

    private sealed class Output : ICharacterSink
    {
        public StringBuilder Text { get; } = new();

        public void Put(byte character) => Text.Append((char)character);
    }
}
