using System.Collections.Immutable;

namespace Introspect.Ir.Passes;

/// <summary>
/// Makes operations cheaper without changing what can be seen: at a load, store, helper or the end every guest slot holds what it would have
/// held. In between it need not, so whoever stops within a block executes the operations as they were. What is dropped becomes
/// <see cref="Op.Nop"/>.
/// </summary>
/// <param name="Name">What it is called in options and dumps.</param>
/// <param name="Run">Changes a block's operations in place.</param>
public sealed record Pass(string Name, Action<IrOp[], int> Run);

/// <summary>The passes, in their order.</summary>
public static class Pipeline
{
    /// <summary>All passes.</summary>
    public static readonly ImmutableArray<Pass> Default =
    [
        new("fold-constants", ConstantFolding.Run),
        new("drop-dead-code", DeadCode.Run),
    ];

    /// <summary>Runs passes over the first <paramref name="count"/> operations; each leaves a block that verifies.</summary>
    public static void Run(ImmutableArray<Pass> passes, IrOp[] ops, int count)
    {
        foreach (Pass pass in passes)
        {
            pass.Run(ops, count);
            Verifier.DebugCheck(ops.AsSpan(0, count), pass.Name);
        }
    }
}
