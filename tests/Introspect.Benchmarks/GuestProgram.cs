using Introspect.Devices;
using Introspect.Machine;
using Introspect.Machine.Loading;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Benchmarks;

/// <summary>Machines whose guest is a few words of A32.</summary>
internal static class GuestProgram
{
    /// <summary>A machine that stands in front of the first word.</summary>
    public static GuestMachine Load(IEnumerable<uint> words) => MachineFactory.Create(
        "bench",
        new MachineOptions { Kernel = new GuestFile("words", words.SelectMany(BitConverter.GetBytes).ToArray()) },
        new MachineSurroundings(new NoCharacters(), 0, 1));

    /// <summary>Executes so many instructions.</summary>
    public static void Run(GuestMachine machine, ulong instructions)
    {
        ulong end = machine.Instructions + instructions;
        while (machine.Instructions < end)
        {
            machine.Turn(end - machine.Instructions);
        }
    }

    private sealed class NoCharacters : ICharacterSink
    {
        public void Put(byte character)
        {
            // Nobody reads it.
        }
    }
}
