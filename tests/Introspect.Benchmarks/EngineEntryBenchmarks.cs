using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Introspect.Ir;
using Introspect.X64;

namespace Introspect.Benchmarks;

/// <summary>What the way into translated code and out of it takes, with nothing around it.</summary>
[MemoryDiagnoser, MinColumn]
public unsafe class EngineEntryBenchmarks : IDisposable
{
    private const uint Address = 0x8000;

    private readonly VcpuFrame* _frame = (VcpuFrame*)NativeMemory.AllocZeroed((nuint)sizeof(VcpuFrame));
    private readonly BlockEmitter _emitter = new(1 << 20, default, new Callbacks(&Execute, &Resolve));
    private byte* _code;

    /// <summary>A block of a jump to a block that is not known.</summary>
    [GlobalSetup]
    public void Emit()
    {
        var ir = new IrBuilder();
        ir.BeginInstruction(0);
        ir.Jump(Address + 8);
        _code = _emitter.Emit(ir.Ops, new BlockToEmit(0, Address, Instructions: 1)).Start;
    }

    /// <summary>Translated code is entered, jumps, and is left.</summary>
    [Benchmark]
    public NativeExit Translated_code_is_entered_and_left()
    {
        _frame->Budget = 1;
        return _emitter.Run(_frame, _code);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _emitter.Dispose();
        NativeMemory.Free(_frame);
        GC.SuppressFinalize(this);
    }

    [UnmanagedCallersOnly]
    private static int Execute(VcpuFrame* frame, uint site) => 1;

    [UnmanagedCallersOnly]
    private static void Resolve(VcpuFrame* frame)
    {
        // No access of the block can fail: it has none.
    }
}
