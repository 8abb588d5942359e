using System.Runtime.InteropServices;
using Introspect.Ir;

namespace Introspect.X64.Tests;

/// <summary>Code that several threads execute may be changed under their feet.</summary>
public sealed unsafe class SharedCodeTests : IDisposable
{
    private const uint Address = 0x8000;
    private const int JumpBytes = 5;

    private readonly BlockEmitter _emitter = new(1 << 20, default, new Callbacks(&Execute, &Resolve), isShared: true, NativeRun.Mapping);
    private readonly VcpuFrame* _frame = (VcpuFrame*)NativeMemory.AllocZeroed((nuint)sizeof(VcpuFrame));

    [Fact]
    public void A_thread_that_is_to_leave_does_not_enter_the_block()
    {
        NativeCode code = Emit(0, Address + 8);
        Assert.Equal((NativeExit.Next, 99), (Run(code), _frame->Budget));
        _frame->Leaves = 1;
        Assert.Equal((NativeExit.Budget, 100), (Run(code), _frame->Budget));
        Assert.Equal(Address, _frame->Registers[Slot.Pc.Index]);
    }

    [Fact]
    public void The_jump_that_diverts_a_block_is_shorter_than_its_first_instruction()
    {
        NativeCode code = Emit(0, Address + 8);
        byte[] before = code.Bytes[..16].ToArray();
        _emitter.Divert(code, code.Stale);
        Assert.Equal(0xE9, code.Bytes[0]);
        Assert.Equal(before[JumpBytes..], code.Bytes[JumpBytes..16].ToArray());
        Assert.Equal((0x81, 0x6D), (before[0], before[1]));   // sub dword [rbp + 8 bits], 32 bits
        Assert.Equal((NativeExit.Next, 100), (Run(code), _frame->Budget));
    }

    [Fact]
    public void A_link_lies_within_aligned_eight_bytes()
    {
        // Operations of different lengths in front of the jump.
        for (int i = 0; i < 24; i++)
        {
            NativeCode code = Emit(i, Address + 8);
            Assert.Equal(NativeExit.Next, Run(code));
            Assert.InRange((nuint)_frame->Link % 8, (nuint)0, (nuint)4);
        }
    }

    [Theory]
    [InlineData(Op.Load64)]
    [InlineData(Op.Store64)]
    public void A_doubleword_is_one_access(Op code)
    {
        var ir = new IrBuilder();
        ir.BeginInstruction(0);
        ir.Emit(code, new Slot(0), new Slot(2), new Operand(Slot.None, 0), new Slot(1), (byte)MemoryFlags.Aligned);
        ir.Jump(Address + 8);
        NativeCode emitted = _emitter.Emit(ir.Ops, new BlockToEmit(0, Address, Instructions: 1, UsesWindow: true));
        int accesses = 0;
        for (int i = 0; i < emitted.Length; i++)
        {
            accesses += _emitter.TryFindAccess(emitted.Start + i, out _, out _) ? 1 : 0;
        }

        Assert.Equal(1, accesses);
    }

    public void Dispose()
    {
        _emitter.Dispose();
        NativeMemory.Free(_frame);
    }

    private NativeCode Emit(int operations, uint target)
    {
        var ir = new IrBuilder();
        ir.BeginInstruction(0);
        for (int i = 0; i < operations; i++)
        {
            ir.Add(new Slot((byte)(i % 8)), new Slot((byte)(i % 3)), i % 2 == 0 ? 1u : 1000u);
        }

        ir.Fence();
        ir.Jump(target);
        return _emitter.Emit(ir.Ops, new BlockToEmit(0, Address, Instructions: 1));
    }

    private NativeExit Run(NativeCode code)
    {
        _frame->Budget = 100;
        return _emitter.Run(_frame, code.Start);
    }

    [UnmanagedCallersOnly]
    private static int Execute(VcpuFrame* frame, uint site) => 1;

    [UnmanagedCallersOnly]
    private static void Resolve(VcpuFrame* frame)
    {
    }
}
