using Introspect.Console.Looking;
using Introspect.Core;
using Introspect.TestKit.Inspection;
using Introspect.Vmi;

namespace Introspect.Console.Tests;

/// <summary>A kernel with three tasks and two symbols in the loop of <see cref="FakeMachine"/>.</summary>
internal sealed class FakeKernel : IKernelSight
{
    private static readonly (string Name, uint Address)[] s_symbols = [("count", FakeMachine.Loop), ("count_done", FakeMachine.LoopEnd)];

    /// <summary>Why the tasks cannot be had, or null.</summary>
    public string? Trouble { get; set; }

    public int Readings { get; private set; }

    public GuestTable ReadTasks()
    {
        Readings++;
        return Trouble is null
            ? new GuestTable(
                "ps",
                [new("PID", ColumnFormat.Decimal), new("STATE", ColumnFormat.Text), new("NAME", ColumnFormat.Text)],
                [[0L, "ready", "idle"], [1L, "running", "init"], [42L, "sleeping", "\u001b[2Jevil\u0007"]])
            : throw new IntrospectException(Trouble);
    }

    public bool TryFindSymbol(uint address, out string name, out uint offset)
    {
        (string Name, uint Address) symbol = s_symbols.LastOrDefault(s => s.Address <= address);
        (name, offset) = (symbol.Name ?? "", address - symbol.Address);
        return symbol.Name is not null;
    }

    public bool TryResolve(string name, out uint address)
    {
        address = s_symbols.FirstOrDefault(s => s.Name == name).Address;
        return address != 0;
    }
}
