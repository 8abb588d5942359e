using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Introspect.Ir;

namespace Introspect.X64.Tests;

/// <summary>Which code of a block was emitted for which operation.</summary>
public sealed unsafe class CodePieceTests : IDisposable
{
    private const int Add = 0, Load = 1, Jump = 2;

    private static readonly BlockToEmit s_block = new(Number: 7, Address: 0x8000, Instructions: 3);

    private readonly BlockEmitter _emitter = new(1 << 20, default, new Callbacks(&Execute, &Resolve), mapping: NativeRun.Mapping);

    [Fact]
    public void An_operation_has_its_code_in_line_and_its_slow_way_behind_the_block()
    {
        NativeCode code = _emitter.Emit(Operations, s_block);
        CodePiece[] pieces = [.. _emitter.FindPieces(Operations, s_block)];
        Assert.Equal([CodePiece.OfBlock, Add, Load, Jump, Load, Jump, CodePiece.OfBlock], pieces.Select(static piece => piece.Operation));
        Assert.Equal(0, pieces[0].Start);
        Assert.Equal(pieces.Select(static piece => piece.Start).Distinct().Order(), pieces.Select(static piece => piece.Start));

        // The slow way tells the monitor which operation it is: mov eax, site
        Assert.Equal(
            [0xB8, .. BitConverter.GetBytes(new OperationSite(s_block.Number, Load).Value)],
            code.Bytes[pieces[4].Start..pieces[5].Start][..5].ToArray());
    }

    [Fact]
    public void A_block_that_computes_has_each_operation_in_both_bodies()
    {
        var ir = new IrBuilder();
        ir.BeginInstruction(0);
        ir.Float(Op.FloatAdd, default, new Slot(64), new Slot(66), new Slot(68));
        ir.Jump(0x8008u);
        IrOp[] ops = ir.Ops.ToArray();
        _emitter.Emit(ops, s_block);
        Assert.InRange(_emitter.FindPieces(ops, s_block).Count(static piece => piece.Operation == 0), 2, 4);
    }

    [Fact]
    public void To_ask_leaves_no_trace()
    {
        NativeCode code = _emitter.Emit(Operations, s_block with { UsesWindow = true });
        byte[] before = code.Bytes.ToArray();
        int used = _emitter.Used;
        ImmutableArray<CodePiece> pieces = _emitter.FindPieces(Operations, s_block with { UsesWindow = true });
        Assert.Equal(used, _emitter.Used);
        Assert.Equal(before, code.Bytes.ToArray());


        // Where the block was emitted once more, no access is known; nor is there one where it is not entered.
        int access = pieces.First(static piece => piece.Operation == Load).Start;
        byte* behind = code.Start + ((code.Length + 15) & ~15);
        Assert.True(_emitter.TryFindAccess(code.Start + access, out _, out OperationSite site));
        Assert.Equal(Load, site.Index);
        Assert.False(_emitter.TryFindAccess(behind + access, out _, out _));
    }

    public void Dispose() => _emitter.Dispose();

    private static IrOp[] Operations
    {
        get
        {
            var ir = new IrBuilder();
            ir.BeginInstruction(0);
            ir.Add(new Slot(0), new Slot(1), 5u);
            ir.BeginInstruction(1);
            ir.Load(Op.Load8, new Slot(2), new Slot(3), 0u);
            ir.BeginInstruction(2);
            ir.Jump(0x9000u);
            return ir.Ops.ToArray();
        }
    }

    [UnmanagedCallersOnly]
    private static int Execute(VcpuFrame* frame, uint site) => 1;

    [UnmanagedCallersOnly]
    private static void Resolve(VcpuFrame* frame)
    {
    }
}
