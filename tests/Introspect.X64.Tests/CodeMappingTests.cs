using System.Runtime.InteropServices;
using Introspect.Ir;
using Introspect.TestKit;

namespace Introspect.X64.Tests;

/// <summary>Code memory that is mapped twice: it is written at one address and executed at another.</summary>
public sealed unsafe class CodeMappingTests : IDisposable
{
    private const uint Address = 0x8000;

    private readonly BlockEmitter _emitter = new(1 << 20, default, new Callbacks(&Execute, &Resolve), mapping: CodeMapping.Double);
    private readonly VcpuFrame* _frame = (VcpuFrame*)NativeMemory.AllocZeroed((nuint)sizeof(VcpuFrame));

    [Fact]
    public void Code_lies_where_nothing_can_be_written()
    {
        NativeCode code = Emit(Address);
        Assert.Equal("r-xs", HostMapping.Of((ulong)code.Start).Permissions);
        Assert.All(HostMapping.All.Where(static mapping => mapping.Name.StartsWith("/memfd:code", StringComparison.Ordinal)), static mapping =>
            Assert.True(mapping.Permissions is "r-xs" or "rw-s", mapping.Permissions));
    }

    [Fact]
    public void Blocks_are_connected_and_diverted_there()
    {
        NativeCode first = Emit(Address), second = Emit(Address + 8);
        Assert.Equal(NativeExit.Next, Run(first));
        Assert.Equal((Address + 8, 99), (_frame->Registers[Slot.Pc.Index], _frame->Budget));

        _emitter.Connect(_frame->Link, second.Start);
        Assert.Equal(NativeExit.Next, Run(first));
        Assert.Equal((Address + 16, 98), (_frame->Registers[Slot.Pc.Index], _frame->Budget));

        _emitter.Divert(second, second.Stale);
        Assert.Equal(NativeExit.Next, Run(first));
        Assert.Equal((Address + 8, 99), (_frame->Registers[Slot.Pc.Index], _frame->Budget));
    }

    [Fact]
    public void Both_mappings_go_when_the_code_does()
    {
        var emitter = new BlockEmitter(1 << 20, default, new Callbacks(&Execute, &Resolve), mapping: CodeMapping.Double);
        ulong start = (ulong)emitter.WindowHeader.CodeStart;
        string file = HostMapping.Of(start).File;
        Assert.Equal(2, HostMapping.All.Count(mapping => mapping.File == file));
        emitter.Dispose();
        Assert.Equal(0, HostMapping.All.Count(mapping => mapping.File == file));
    }

    public void Dispose()
    {
        _emitter.Dispose();
        NativeMemory.Free(_frame);
    }

    private NativeCode Emit(uint address)
    {
        var ir = new IrBuilder();
        ir.BeginInstruction(0);
        ir.Jump(address + 8);
        return _emitter.Emit(ir.Ops, new BlockToEmit(0, address, Instructions: 1));
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
