using Introspect.Ir;

namespace Introspect.X64.Tests;

/// <summary>Gives a guest's registers their values.</summary>
internal delegate void SetUp(ref RegisterFile registers);

/// <summary>A block on both engines, from the same registers and memory.</summary>
internal static unsafe class BothEngines
{
    /// <summary>Both leave, or fault, at the same operation, with the same registers, flags and memory.</summary>
    /// <param name="ops">The block, as it is interpreted.</param>
    /// <param name="emitted">The block, as it becomes code.</param>
    /// <param name="usesWindow">The code reaches memory through a window.</param>
    /// <param name="setUp">What the registers are before; the others are zero.</param>
    public static void AssertAgree(IrOp[] ops, IrOp[] emitted, bool usesWindow, SetUp setUp)
    {
        using var native = new NativeRun(usesWindow);
        var expected = default(RegisterFile);
        setUp(ref expected);
        setUp(ref native.Registers);
        byte[] memory = new byte[NativeRun.MemoryBytes];
        new Random(1).NextBytes(memory);
        memory.CopyTo(native.Memory);

        BlockResult result;
        fixed (byte* page = memory)
        {
            var port = new PagePort(page);
            result = Interpreter.Run(ref expected, ops, 0, ops.Length, ref port);
        }

        NativeExit exit = native.Run(emitted);
        Assert.Equal(result.End == BlockEnd.Fault ? NativeExit.Callback : NativeExit.Next, exit);
        Assert.Equal(result.End == BlockEnd.Fault ? result.Index : -1, native.FaultedAt);
        Assert.Equal(Seen(expected, result.End), Seen(native.Registers, result.End));
        Assert.Equal(memory, native.Memory.ToArray());
    }

    // Temporaries are gone behind a block; where it faulted, the PC slot is not the guest's yet.
    private static uint[] Seen(in RegisterFile registers, BlockEnd end)
    {
        uint[] seen = ((ReadOnlySpan<uint>)registers)[..Slot.FirstTemporary].ToArray();
        seen[Slot.Pc.Index] = end == BlockEnd.Fault ? 0 : seen[Slot.Pc.Index];
        return seen;
    }
}
