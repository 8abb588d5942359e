using System.Collections.Immutable;
using Introspect.Arm.Models;

namespace Introspect.Machine.Boards;

/// <summary>One device of a board's table.</summary>
/// <param name="Base">Physical address of its window.</param>
/// <param name="Compatible">Its name in <see cref="Devices.DeviceCatalog"/>.</param>
/// <param name="Interrupt">Its line at the board's interrupt controller.</param>
/// <param name="IsConsole">It is the serial port that people see.</param>
public sealed record BoardDevice(ulong Base, string Compatible, int Interrupt, bool IsConsole = false);

/// <summary>A kind of machine: what it has, where, and how the rest is wired.</summary>
public abstract class Board
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>One line for people.</summary>
    public abstract string Description { get; }

    /// <summary>CPU models it takes; the first is its own choice.</summary>
    public abstract ImmutableArray<string> CpuModels { get; }

    /// <summary>How many vCPUs it takes at most.</summary>
    public abstract int MaxVcpus { get; }

    /// <summary>RAM it has when nobody says how much.</summary>
    public abstract int DefaultMemoryMiB { get; }

    /// <summary>RAM it takes at most.</summary>
    public abstract int MaxMemoryMiB { get; }

    /// <summary>How many network devices can be plugged in at most.</summary>
    public virtual int MaxNetworkCards => 0;

    /// <summary>Where RAM begins.</summary>
    private protected abstract ulong MemoryBase { get; }

    /// <summary>Makes a machine, switched on and with the guest loaded. The options have been checked against the board.</summary>
    internal Machine Build(string name, MachineOptions options, MachineSurroundings surroundings)
    {
        CpuModel model = CpuCatalog.Find(options.CpuModel!)!;
        var machine = new Machine(
            name, Name, model, surroundings.MakeClock(options.Clock, options.IsParallel), options.Engine, options.Tuning, options.IsParallel);
        try
        {
            Assemble(new BoardAssembly(machine, options, surroundings, MemoryBase));
            return machine;
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }

    /// <summary>Adds everything beside RAM, and starts.</summary>
    private protected abstract void Assemble(BoardAssembly parts);
}
