using System.Diagnostics.CodeAnalysis;
using Introspect.Console.Looking;
using Introspect.Core;
using Introspect.Core.Symbols;
using Introspect.TestKit.Inspection;
using Introspect.Vmi;

namespace Introspect.Console.Tests;

/// <summary>A kernel with three tasks, two symbols in the loop of <see cref="FakeMachine"/> and one of a Thumb function.</summary>
internal sealed class FakeKernel : IKernelSight
{
    private static readonly GuestSymbol[] s_symbols =
    [
        new("count", FakeMachine.Loop, 0, IsFunction: true, IsThumb: false),
        new("count_done", FakeMachine.LoopEnd, 0, IsFunction: false, IsThumb: false),
        new("in_thumb", FakeMachine.Data + 0x800, 0, IsFunction: true, IsThumb: true),
    ];

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
        GuestSymbol? symbol = s_symbols.LastOrDefault(s => s.Address <= address);
        (name, offset) = (symbol?.Name ?? "", address - (symbol?.Address ?? 0));
        return symbol is not null;
    }

    public bool TryFindSymbol(string name, [NotNullWhen(true)] out GuestSymbol? symbol)
    {
        symbol = s_symbols.FirstOrDefault(s => s.Name == name);
        return symbol is not null;
    }
}
