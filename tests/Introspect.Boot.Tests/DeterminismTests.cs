using System.Text;
using Introspect.Cli.Guests;
using Introspect.Cpu.Dispatch;
using Introspect.Devices;
using Introspect.Machine;
using Introspect.Machine.Loading;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Boot.Tests;

public sealed class DeterminismTests(ITestOutputHelper output)
{
    private const string Guest = "debian-armhf";
    private const ulong SampleEvery = 1_000_000;
    private const int MaxSamples = 12_000;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Boots_of_Linux_have_the_same_state_at_every_million_instructions_interpreted_or_translated(int vcpus)
    {
        await IntrospectCommand.PullAsync(Guest);
        Engine[] engines = [Engine.Interpreter, Engine.Translator, Engine.Translator];
        List<ulong>[] hashes = await Task.WhenAll(engines.Select(engine => Task.Run(() => Boot(vcpus, engine))));
        Assert.True(hashes[0].Count < MaxSamples, "the boot did not reach its shell");
        Assert.Equal(hashes[0], hashes[1]);
        Assert.Equal(hashes[1], hashes[2]);
        output.WriteLine($"{vcpus} vCPUs: {hashes[0].Count} million instructions to the shell, state hash {hashes[0][^1]:X16}");
    }

    // Boots to the shell and gives the hash at every million instructions.
    private static List<ulong> Boot(int vcpus, Engine engine)
    {
        IReadOnlyDictionary<string, string> files = GuestCache.OfUser(Environment.GetEnvironmentVariable).Open(Guest);
        var console = new MarkerSink("GUEST-MARKER: shell");
        using GuestMachine machine = MachineFactory.Create(
            "determinism",
            new MachineOptions
            {
                Kernel = GuestFile.Load(files["kernel"], "kernel"),
                Initrd = GuestFile.Load(files["initrd"], "initrd"),
                Arguments = "console=ttyAMA0",
                MemoryMiB = 256,
                VcpuCount = vcpus,
                Engine = engine,
            },
            new MachineSurroundings(console, WallClockSeconds: 1_767_225_600, Seed: 1));
        var hash = new StateHash(machine);
        var samples = new List<ulong>();
        ulong next = SampleEvery;
        while (!console.IsFound && samples.Count < MaxSamples && machine.End is null)
        {
            if (machine.Instructions == next)
            {
                samples.Add(hash.Sample());
                next += SampleEvery;
            }

            if (machine.Turn(next - machine.Instructions).End == TurnEnd.Idle)
            {
                machine.SkipIdleTime();
            }

            Assert.True(machine.Instructions <= next, "a turn executed more than it was given");
        }

        samples.Add(hash.Sample());
        return samples;
    }

    private sealed class MarkerSink(string marker) : ICharacterSink
    {
        private readonly StringBuilder _line = new();

        public bool IsFound { get; private set; }

        public void Put(byte character)
        {
            if (character == '\n')
            {
                _line.Clear();
            }
            else
            {
                _line.Append((char)character);
                IsFound |= character == marker[^1] && _line.ToString().Contains(marker, StringComparison.Ordinal);
            }
        }
    }
}
