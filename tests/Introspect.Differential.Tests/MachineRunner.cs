using Introspect.Cpu;
using Introspect.Cpu.Dispatch;
using Introspect.Devices;
using Introspect.Machine;
using Introspect.Machine.Loading;

namespace Introspect.Differential.Tests;

/// <summary>Runs a batch on our own machine.</summary>
internal static class MachineRunner
{
    /// <summary>
    /// A case takes a few thousand instructions of the harness, a sequence some ten thousand; when so many end none, one does not end.
    /// </summary>
    private const ulong InstructionsOfEndless = 2_000_000;

    /// <summary>The records, how many cases came to an end, and what went wrong: null when nothing did.</summary>
    public static (byte[] Records, int Done, string? Trouble) Run(Profile profile, byte[] batch, int count, Engine engine)
    {
        using Machine.Machine machine = Create(profile, batch, engine);
        byte[] records = new byte[count * DifferLayout.ResultSize];
        int done = 0;
        var end = TurnEnd.Ran;
        for (int idle = 0; end == TurnEnd.Ran && idle < 2;)
        {
            ulong until = machine.Instructions + InstructionsOfEndless;
            while (end == TurnEnd.Ran && machine.Instructions < until)
            {
                end = machine.Turn(until - machine.Instructions).End;
            }

            Assert.True(machine.Bus.TryRead(profile.At.Results, records));
            int more = Enumerable.Range(done, count - done).TakeWhile(i => !Record(records, i).IsMissing).Count();
            done += more;
            idle = more == 0 ? idle + 1 : 0;
        }

        string? trouble = machine.End is { Kind: EndKind.Exit } ? null : $"{end} at {machine.Vcpus[0].Pc:x8}, {machine.End?.Text}";
        return (records, done, trouble);
    }

    /// <summary>A machine with the harness and a batch, at its start.</summary>
    public static Machine.Machine Create(Profile profile, byte[] batch, Engine engine)
    {
        var options = new MachineOptions
        {
            Board = profile.Board,
            CpuModel = profile.Name,
            MemoryMiB = 128,
            Kernel = GuestFile.Load(profile.Harness, "harness"),
            Engine = engine,
        };
        Machine.Machine machine = MachineFactory.Create("differ", options, new MachineSurroundings(new NoCharacters(), 0, 0));
        machine.Semihost = new ExitOnly(machine);
        Assert.True(machine.Bus.TryWrite(profile.At.Batch, batch));
        return machine;
    }

    /// <summary>One record of all.</summary>
    public static DifferResult Record(byte[] records, int index) =>
        new(records.AsMemory(index * DifferLayout.ResultSize, DifferLayout.ResultSize));

    /// <summary>Semihosting as far as the harness needs it: the result file is not written, the memory holds it.</summary>
    private sealed class ExitOnly(Machine.Machine machine) : ISemihost
    {
        private const uint Trap = 0x12_3456;
        private const uint Open = 0x01;
        private const uint ExitExtended = 0x20;

        public bool TryCall(Vcpu vcpu, uint immediate)
        {
            if (immediate != Trap || !vcpu.IsPrivileged)
            {
                return false;
            }

            uint operation = vcpu.Registers[0];
            vcpu.Registers[0] = operation == Open ? 1u : 0;
            if (operation == ExitExtended)
            {
                machine.Finish(new MachineEnd(EndKind.Exit, 0, "the harness is done"));
            }

            return true;
        }
    }

    private sealed class NoCharacters : ICharacterSink
    {
        public void Put(byte character)
        {
            // The harness writes nothing to its serial port.
        }
    }
}
