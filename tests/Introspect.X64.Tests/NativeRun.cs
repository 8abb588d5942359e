using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Introspect.Ir;
using Introspect.Memory;

namespace Introspect.X64.Tests;

/// <summary>
/// Runs a block of operations as code of the host, over two pages of memory at address 0, and interprets what it calls back for. Code reaches the first
/// page by itself; an access to the second one goes the slow way, and succeeds.
/// </summary>
internal sealed unsafe class NativeRun : IDisposable
{
    public const uint BlockAddress = 0x8000;
    public const int MemoryBytes = 2 * PageBytes;

    private const int PageBytes = 0x1000;

    private const int EntryBits = 4, ReadTag = 0, WriteTag = 4, HostPage = 8;

    // The page at 0 has the first entry; the second one knows no page: its tags, zeros, are of a page that is never looked for there.
    private const int Entries = 2;

    private readonly BlockEmitter _emitter;
    private readonly VcpuFrame* _frame;
    private readonly PhysicalBus _bus = new();
    private readonly HostMemory _memory = new("ram", MemoryBytes);
    private readonly GuestWindow? _window;
    private readonly byte* _tlb;
    private readonly GCHandle _self;
    private IrOp[] _ops = [];

    public NativeRun(bool usesWindow = false, bool isShared = false)
    {
        _self = GCHandle.Alloc(this);
        _tlb = (byte*)NativeMemory.AllocZeroed(Entries << EntryBits);
        _frame = (VcpuFrame*)NativeMemory.AllocZeroed((nuint)sizeof(VcpuFrame));
        _frame->Owner = GCHandle.ToIntPtr(_self);
        _frame->Tlb = _tlb;
        _frame->Jumps = (JumpEntry*)NativeMemory.AllocZeroed((nuint)(JumpEntry.Count * sizeof(JumpEntry)));
        JumpEntry.Clear(_frame->Jumps);
        Unsafe.Write(_tlb + HostPage, (nint)_memory.Address);
        _emitter = new BlockEmitter(1 << 20, new TlbLayout(Entries - 1, EntryBits, ReadTag, WriteTag, HostPage), new Callbacks(&Callback, &Resolve), isShared, Mapping);
        _frame->Exclusives = (ExclusivePlace*)NativeMemory.AllocZeroed((nuint)(ExclusivePlace.Count * sizeof(ExclusivePlace)));

        if (usesWindow)
        {
            Assert.SkipUnless(WindowFaults.IsSupported, "this host does not let programs write the base of GS");
            _window = GuestWindow.TryCreate(new MappingAllowance(2))!;
            *((WindowHeader*)_window.Address - 1) = _emitter.WindowHeader;
            Assert.True(WindowFaults.TryRegister(_window.Address));
            _window.Disposing = static window => WindowFaults.Unregister(window.Address);
            Assert.True(_window.TryMap(0, _bus.AddRam("ram", 0, _memory), 0, PageBytes, write: true));
            _frame->Window = _window.Address;
        }
    }

    // All tests of this project can be run with code that is mapped twice.
    public static CodeMapping Mapping { get; } =
        Enum.TryParse(Environment.GetEnvironmentVariable("INTROSPECT_CODE_MAPPING"), ignoreCase: true, out CodeMapping mapping) ? mapping : CodeMapping.Single;

    public ref RegisterFile Registers => ref _frame->Registers;

    public Span<ExclusivePlace> Exclusives => new(_frame->Exclusives, ExclusivePlace.Count);

    public Span<byte> Memory => _memory.GetSpan();

    /// <summary>Operations that went back to the interpreter in the last run.</summary>
    public int Callbacks { get; private set; }

    public int Budget => _frame->Budget;

    /// <summary>Where the guest faulted, or -1.</summary>
    public int FaultedAt { get; private set; }

    public NativeExit Run(IrOp[] ops, int budget = 1)
    {
        _ops = ops;
        Callbacks = 0;
        FaultedAt = -1;
        _emitter.Clear();
        _frame->Budget = budget;
        NativeCode code = _emitter.Emit(ops, new BlockToEmit(0, BlockAddress, Instructions: 1, UsesWindow: _window is not null));
        return _emitter.Run(_frame, code.Start);
    }

    public void Dispose()
    {
        _emitter.Dispose();
        NativeMemory.Free(_frame->Jumps);
        NativeMemory.Free(_frame->Exclusives);
        NativeMemory.Free(_frame);
        NativeMemory.Free(_tlb);
        _window?.Dispose();
        ((IDisposable)_memory).Dispose();
        _self.Free();
    }

    [UnmanagedCallersOnly]
    private static int Callback(VcpuFrame* frame, uint site)
    {
        BlockEmitter.UnpackFlags(frame);
        int leaves = ((NativeRun)GCHandle.FromIntPtr(frame->Owner).Target!).Interpret(new OperationSite(site).Index);
        BlockEmitter.PackFlags(frame);
        return leaves;
    }

    // The first page is there from the beginning, and no other is: an access that failed goes the slow way.
    [UnmanagedCallersOnly]
    private static void Resolve(VcpuFrame* frame)
    {
        var run = (NativeRun)GCHandle.FromIntPtr(frame->Owner).Target!;
        run._emitter.TryFindAccess(frame->FaultPc, out byte* slowWay, out _);
        frame->FaultPc = slowWay;
    }

    private int Interpret(int index)
    {
        Callbacks++;
        var port = new PagePort(_memory.Address);
        BlockResult result = Interpreter.Run(ref _frame->Registers, _ops, index, index + 1, ref port);
        FaultedAt = result.End == BlockEnd.Fault ? index : -1;
        return result.End == BlockEnd.Cut ? 0 : 1;
    }
}

/// <summary>Memory of two pages at address 0; everything else faults.</summary>
internal readonly unsafe struct PagePort(byte* memory) : IGuestPort
{
    public PortStatus Load8(uint address, MemoryFlags flags, int instruction, out uint value) => Load(address, flags, 1, out value);

    public PortStatus Load16(uint address, MemoryFlags flags, int instruction, out uint value) => Load(address, flags, 2, out value);

    public PortStatus Load32(uint address, MemoryFlags flags, int instruction, out uint value) => Load(address, flags, 4, out value);

    public PortStatus Load64(uint address, MemoryFlags flags, int instruction, out ulong value)
    {
        bool fits = Fits(address, flags, 8);
        value = fits ? Unsafe.ReadUnaligned<ulong>(memory + address) : 0;
        return fits ? PortStatus.Done : PortStatus.Fault;
    }

    public PortStatus Store8(uint address, MemoryFlags flags, int instruction, uint value) => Store(address, flags, 1, value);

    public PortStatus Store16(uint address, MemoryFlags flags, int instruction, uint value) => Store(address, flags, 2, value);

    public PortStatus Store32(uint address, MemoryFlags flags, int instruction, uint value) => Store(address, flags, 4, value);

    public PortStatus Store64(uint address, MemoryFlags flags, int instruction, ulong value) => Store(address, flags, 8, value);

    public PortStatus StoreExclusive(uint address, int bytes, in ExclusiveMark mark, ulong value, int instruction, out uint failed)
    {
        failed = 1;
        if (!Fits(address, MemoryFlags.AlignedToSize, (uint)bytes))
        {
            return PortStatus.Fault;
        }

        ulong held = mark.Value;
        if (!mark.IsOf(address, bytes) || !new Span<byte>(memory + address, bytes).SequenceEqual(new ReadOnlySpan<byte>(&held, bytes)))
        {
            return PortStatus.Done;
        }

        failed = 0;
        return Store(address, MemoryFlags.None, (uint)bytes, value);
    }

    public uint ExclusiveStores(uint address) => 0;

    public PortStatus Call(int number, uint a, uint b, uint c, int instruction, out uint result)
    {
        result = a + (3 * b) + (5 * c) + (uint)number;
        return PortStatus.Done;
    }

    private static bool Fits(uint address, MemoryFlags flags, uint bytes) =>
        address <= NativeRun.MemoryBytes - bytes && (address & flags.RequiredZeros(bytes)) == 0;

    private PortStatus Load(uint address, MemoryFlags flags, uint bytes, out uint value)
    {
        value = 0;
        if (!Fits(address, flags, bytes))
        {
            return PortStatus.Fault;
        }

        value = bytes switch
        {
            1 => memory[address],
            2 => Unsafe.ReadUnaligned<ushort>(memory + address),
            _ => Unsafe.ReadUnaligned<uint>(memory + address),
        };
        return PortStatus.Done;
    }

    private PortStatus Store(uint address, MemoryFlags flags, uint bytes, ulong value)
    {
        if (!Fits(address, flags, bytes))
        {
            return PortStatus.Fault;
        }

        new ReadOnlySpan<byte>(&value, (int)bytes).CopyTo(new Span<byte>(memory + address, (int)bytes));
        return PortStatus.Done;
    }
}
