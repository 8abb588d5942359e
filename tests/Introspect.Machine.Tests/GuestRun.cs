using System.Text;
using Introspect.Cpu.Dispatch;
using Introspect.Devices;
using Introspect.Machine.Loading;
using Introspect.TestKit;

namespace Introspect.Machine.Tests;

/// <summary>A guest of our own that runs to its end, and what it prints.</summary>
internal static class GuestRun
{
    private const ulong MostInstructions = 500_000_000;

    /// <summary>The ELF of a guest.</summary>
    public static string PathOf(string folder, string name) => Path.Combine(Repository.Root, "tests", "guests", folder, $"{name}.elf");

    /// <summary>Runs it.</summary>
    /// <param name="elf">The guest.</param>
    /// <param name="board">The board.</param>
    /// <param name="cpu">The CPU model.</param>
    /// <param name="engine">How it executes.</param>
    /// <param name="prompt">What it prints before it reads.</param>
    /// <param name="typed">What is typed then.</param>
    public static (string Text, MachineEnd? End) ToItsEnd(string elf, string board, string cpu, Engine engine, string? prompt = null, string? typed = null)
    {
        var output = new Output();
        using Machine machine = MachineFactory.Create(
            "guest",
            new MachineOptions { Board = board, CpuModel = cpu, Kernel = GuestFile.Load(elf, "kernel"), Engine = engine, Semihosting = true },
            new MachineSurroundings(output, WallClockSeconds: 1, Seed: 1));
        while (machine.Instructions < MostInstructions && machine.Turn().End is TurnEnd.Ran or TurnEnd.Idle)
        {
            machine.SkipIdleTime(ulong.MaxValue);
            if (prompt is not null && output.Text.ToString().EndsWith(prompt, StringComparison.Ordinal))
            {
                machine.Inputs.Post(machine.Console!, Encoding.ASCII.GetBytes(typed!));
                prompt = null;
            }
        }

        return (output.Text.ToString().Replace("\r", "", StringComparison.Ordinal), machine.End);
    }

    private sealed class Output : ICharacterSink
    {
        public StringBuilder Text { get; } = new();

        public void Put(byte character) => Text.Append((char)character);
    }
}
