using System.Text;
using Introspect.Cpu.Dispatch;
using Introspect.Devices;
using Introspect.Machine.Loading;
using Introspect.Machine.Lockstep;
using Introspect.Machine.Tests.Semihosting;
using Introspect.TestKit;

namespace Introspect.Machine.Tests.Lockstep;

/// <summary>Our own guests do the same interpreted and translated.</summary>
public sealed class GuestsInLockstepTests(ITestOutputHelper output)
{
    // What is typed at the demo's prompts, then the end.
    private static readonly string[] s_commands = ["help", "ps", "mem 40000000", "uptime", "poweroff"];

    [Theory]
    [InlineData("semihosting", 1)]
    [InlineData("semihosting", 10_000)]
    [InlineData("semihosting-thumb", 1)]
    [InlineData("semihosting-thumb", 10_000)]
    public async Task A_C_program_does_the_same_on_both(string name, ulong every) => await CompareAsync(name, every, ulong.MaxValue, engine =>
    {
        Machine machine = MachineFactory.Create(
            name,
            OptionsOf(name, engine) with { Semihosting = true },
            new MachineSurroundings(new Prompts([]), WallClockSeconds: 1, Seed: 1) { SemihostFiles = new MemoryFiles() });
        machine.Inputs.Post(machine.Console!, "typed in\n"u8.ToArray());
        return machine;
    });

    [Theory]
    [InlineData(1, 100_000)]
    [InlineData(10_000, 1_000_000_000)]
    public async Task The_demo_does_the_same_on_both(ulong every, ulong instructions) => await CompareAsync("demo", every, instructions, engine =>
    {
        var prompts = new Prompts(s_commands);
        Machine machine = MachineFactory.Create("demo", OptionsOf("demo", engine), new MachineSurroundings(prompts, WallClockSeconds: 1, Seed: 1));
        prompts.Type = text => machine.Inputs.Post(machine.Console!, Encoding.ASCII.GetBytes(text));
        return machine;
    });

    [Fact]
    public async Task A_hypervisor_and_its_guest_do_the_same_on_both() => await CompareAsync("hyp", 100, 1_000_000_000, engine =>
    {
        var prompts = new Prompts(s_commands);
        Machine machine = MachineFactory.Create(
            "hyp", OptionsOf("hyp", engine) with { CpuModel = "cortex-a15+virt", MemoryMiB = 256 }, new MachineSurroundings(prompts, WallClockSeconds: 1, Seed: 1));
        prompts.Type = text => machine.Inputs.Post(machine.Console!, Encoding.ASCII.GetBytes(text));
        return machine;
    });

    private async Task CompareAsync(string name, ulong every, ulong instructions, Func<Engine, Machine> create)
    {
        EndKind? end = null;
        var tester = new LockstepTester(Create, new LockstepOptions(every, instructions), output.WriteLine);
        LockstepResult result = await tester.RunAsync(TestContext.Current.CancellationToken);
        Assert.Null(result.Difference);
        output.WriteLine($"{name}: {result.Instructions} instructions, compared after every {every}; end: {end}");
        Assert.True(end is not null || result.Instructions == instructions, "the guest did not come to its end");

        LockstepMachine Create(Engine engine)
        {
            Machine machine = create(engine);
            return new LockstepMachine(machine, () => (end = machine.End?.Kind) is not null);
        }
    }

    private static MachineOptions OptionsOf(string name, Engine engine) => new()
    {
        MemoryMiB = 64,
        Kernel = GuestFile.Load(Path.Combine(Repository.Root, "tests", "guests", name, $"{name}.elf"), "guest"),
        Engine = engine,
    };

    /// <summary>Types the next line at each prompt of the demo.</summary>
    private sealed class Prompts(IEnumerable<string> lines) : ICharacterSink
    {
        private readonly Queue<string> _lines = new(lines);
        private byte _last;

        public Action<string> Type { get; set; } = static _ => { };

        public void Put(byte character)
        {
            if (_last == '>' && character == ' ' && _lines.TryDequeue(out string? line))
            {
                Type($"{line}\r");
            }

            _last = character;
        }
    }
}
