using System.Numerics;
using System.Runtime.CompilerServices;
using Introspect.Arm;
using Introspect.Core.PageTables;
using Introspect.Cpu.Dispatch;
using Introspect.Cpu.Mmu;
using Introspect.Ir;
using Introspect.Memory;
using Introspect.Tracing.Events;

namespace Introspect.Cpu;

/// <summary>The slow half of memory accesses: alignment, page crossing, translation, faults, devices, code that is stored to.</summary>
public sealed unsafe partial class Vcpu : IInstructionSource
{
    private const uint PageOffsetMask = 0xFFF;
    private const int PageSize = 0x1000;

    // When translated code was left for the access or helper that is going on, for the counters.
    private long _exitStart;
    private MemoryFault _fault;

    // What changes an address between where a byte or halfword is asked for and where it lies in its word (SCTLR.B).
    private uint _place;
    private bool _faultIsUndefined;
    private readonly FetchCache _fetches = new();
    private readonly DeviceCache _devices = new();
    private CodePlace _fetched;

    internal SoftTlb Tlb => _view.Tlb;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal PortStatus LoadSlow(uint address, int bytes, MemoryFlags flags, int instruction, out uint value)
    {
        PortStatus status = LoadSlow(address, bytes, flags, instruction, out ulong wide);
        value = (uint)wide;
        return status;
    }

    internal PortStatus LoadSlow64(uint address, MemoryFlags flags, int instruction, out ulong value) =>
        LoadSlow(address, 8, flags, instruction, out value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal PortStatus StoreSlow(uint address, int bytes, MemoryFlags flags, int instruction, ulong value)
    {
        _instruction = instruction;
        _exitStart = Exits.Begin();
        _place = PlaceInWord(bytes);
        bool privileged = IsPrivileged && (flags & MemoryFlags.Unprivileged) == 0;
        if (IsMisaligned(address, bytes, flags))
        {
            return (flags & MemoryFlags.RoundedDown) != 0
                ? StoreSlow(address & ~flags.RequiredZeros((uint)bytes), bytes, flags, instruction, value)
                : Fault(FaultStatus.Alignment, address, 0, AccessKind.Write);
        }

        if (_devices.Find(address, (uint)bytes, GenerationFor(privileged), write: true, out uint offset) is { } region)
        {
            return StoreToDevice(region, offset, bytes, value);
        }

        if (!TryTranslate(address, AccessKind.Write, privileged, out ulong low))
        {
            return PortStatus.Fault;
        }

        int first = _translated.Translation.BytesFrom(address);
        if (first >= bytes)
        {
            return StorePhysical(address, low, bytes, value, privileged);
        }

        // Across pages, or parts of one: both must be writable before either is written.
        if (!TryTranslate(address + (uint)first, AccessKind.Write, privileged, out ulong high))
        {
            return PortStatus.Fault;
        }

        var status = PortStatus.Done;
        for (int i = 0; i < bytes; i++)
        {
            ulong physical = i < first ? low + (uint)i : high + (uint)(i - first);
            PortStatus one = StorePhysical(address + (uint)i, physical, 1, (byte)(value >> (8 * i)), privileged);
            status = one == PortStatus.Done ? status : one;
            if (one == PortStatus.Fault)
            {
                break;
            }
        }

        return status;
    }

    /// <summary>A halfword of guest code; false when it may not be fetched, with the fault noted.</summary>
    public bool TryFetch(uint address, out ushort halfword)
    {
        halfword = 0;
        if (!TryTranslateFetch(address))
        {
            return false;
        }

        ReadOnlySpan<byte> bytes = _fetched.Region.Memory!.Bytes((long)_fetched.OffsetOf(address), 2);
        halfword = BitConverter.ToUInt16(bytes);
        return true;
    }

    private PortStatus LoadSlow(uint address, int bytes, MemoryFlags flags, int instruction, out ulong value)
    {
        _instruction = instruction;
        _exitStart = Exits.Begin();
        _place = PlaceInWord(bytes);
        bool privileged = IsPrivileged && (flags & MemoryFlags.Unprivileged) == 0;
        if (IsMisaligned(address, bytes, flags))
        {
            if ((flags & MemoryFlags.RoundedDown) == 0)
            {
                value = 0;
                return Fault(FaultStatus.Alignment, address, 0, AccessKind.Read);
            }

            PortStatus rounded = LoadSlow(address & ~flags.RequiredZeros((uint)bytes), bytes, flags, instruction, out value);
            value = (flags & MemoryFlags.Rotated) != 0 ? BitOperations.RotateRight((uint)value, 8 * (int)(address & 3)) : value;
            return rounded;
        }

        if (_devices.Find(address, (uint)bytes, GenerationFor(privileged), write: false, out uint offset) is { } region)
        {
            return LoadFromDevice(region, offset, bytes, out value);
        }

        value = 0;
        if (!TryTranslate(address, AccessKind.Read, privileged, out ulong low))
        {
            return PortStatus.Fault;
        }

        int first = _translated.Translation.BytesFrom(address);
        if (first >= bytes)
        {
            return LoadPhysical(address, low, bytes, out value, privileged);
        }

        if (!TryTranslate(address + (uint)first, AccessKind.Read, privileged, out ulong high))
        {
            return PortStatus.Fault;
        }

        var status = PortStatus.Done;
        for (int i = 0; i < bytes; i++)
        {
            ulong physical = i < first ? low + (uint)i : high + (uint)(i - first);
            PortStatus one = LoadPhysical(address + (uint)i, physical, 1, out ulong part, privileged);
            value |= part << (8 * i);
            status = one == PortStatus.Done ? status : one;
            if (one == PortStatus.Fault)
            {
                break;
            }
        }

        return status;
    }

    private uint PlaceInWord(int bytes) => bytes < 4 && (State & ExecutionState.WordInvariant) != 0 ? 4u - (uint)bytes : 0;

    private static bool IsMisaligned(uint address, int bytes, MemoryFlags flags) =>
        (address & flags.RequiredZeros((uint)bytes)) != 0;

    private PortStatus LoadPhysical(uint address, ulong physical, int bytes, out ulong value, bool privileged)
    {
        value = 0;
        if (_bus.Find(physical) is not { } region)
        {
            return ExternalAbort(address, AccessKind.Read);
        }

        ulong offset = physical - region.Start;
        if (region.IsReadable)
        {
            FillTlb(address, region, offset, privileged);

            // SAFETY: the caller keeps the access within the page, and regions hold whole pages.
            value = Read(region.Memory!.Address + offset, bytes);
            return PortStatus.Done;
        }

        NoteDevice(address, region, offset, privileged);
        return LoadFromDevice(region, (uint)offset, bytes, out value);
    }

    private PortStatus StorePhysical(uint address, ulong physical, int bytes, ulong value, bool privileged)
    {
        if (_bus.Find(physical) is not { } region)
        {
            return ExternalAbort(address, AccessKind.Write);
        }

        ulong offset = physical - region.Start;
        if (!region.IsWritable)
        {
            NoteDevice(address, region, offset, privileged);
            return StoreToDevice(region, (uint)offset, bytes, value);
        }

        // SAFETY: as in LoadPhysical.
        Write(region.Memory!.Address + offset, bytes, value);
        return NoteStored(address, region, offset, bytes, privileged);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PortStatus LoadFromDevice(MemoryRegion region, uint offset, int bytes, out ulong value)
    {
        uint regime = _contexts.Current.Generation, drops = _code.Drops;
        IMmioDevice device = region.Device!;
        value = bytes == 4 && (offset & 3) == 0 ? device.Read32(offset) : ReadDevice(device, offset, bytes);
        Exits.Note(ExitReason.Mmio, _exitStart, (uint)region.Start + offset);
        return GoOnBehindDevice(regime, drops);
    }

    private PortStatus StoreToDevice(MemoryRegion region, uint offset, int bytes, ulong value)
    {
        uint regime = _contexts.Current.Generation, drops = _code.Drops;
        if (region.Device is { } device)
        {
            WriteDevice(device, offset, bytes, value);
        }

        Exits.Note(ExitReason.Mmio, _exitStart, (uint)region.Start + offset);
        return GoOnBehindDevice(regime, drops);
    }

    // A page that is a device's whatever happens is found at once from now on; flash is memory at times.
    private void NoteDevice(uint address, MemoryRegion region, ulong offset, bool privileged)
    {
        PageTranslation page = _translated.Translation;
        if (region.Memory is null && page.IsWhole && _translated.Page == (address & ~PageOffsetMask) && _translated.Privileged == privileged &&
            !_bus.Hides(region))
        {
            _devices.Add(address, GenerationFor(privileged), page.Read, page.Write, region, offset);
        }
    }

    // Memory was stored to: its page is dirty, code that lay there is dropped, and the next store may go the fast way.
    private PortStatus NoteStored(uint address, MemoryRegion region, ulong offset, int bytes, bool privileged)
    {
        ref PageFlags flags = ref region.FlagsOf(offset);
        flags |= PageFlags.Dirty;
        bool droppedCode = (flags & PageFlags.HasCode) != 0 && _code.NoteStore(region, offset, bytes);
        FillTlb(address, region, offset, privileged);
        return droppedCode ? PortStatus.DoneAndLeave : PortStatus.Done;
    }

    private static ulong Read(byte* host, int bytes) => bytes switch
    {
        1 => *host,
        2 => *(ushort*)host,
        4 => *(uint*)host,
        _ => *(ulong*)host,
    };

    private static void Write(byte* host, int bytes, ulong value)
    {
        switch (bytes)
        {
            case 1:
                *host = (byte)value;
                break;
            case 2:
                *(ushort*)host = (ushort)value;
                break;
            case 4:
                *(uint*)host = (uint)value;
                break;
            default:
                *(ulong*)host = value;
                break;
        }
    }

    // A doubleword is two words, low address first: so LDRD, and LDM that takes two registers at a time, reach a device.
    private static ulong ReadDevice(IMmioDevice device, uint offset, int bytes)
    {
        if ((offset & (Math.Min((uint)bytes, 4) - 1)) != 0)
        {
            ulong value = 0;
            for (int i = 0; i < bytes; i++)
            {
                value |= (ulong)device.Read8(offset + (uint)i) << (8 * i);
            }

            return value;
        }

        return bytes switch
        {
            1 => device.Read8(offset),
            2 => device.Read16(offset),
            4 => device.Read32(offset),
            _ => device.Read32(offset) | ((ulong)device.Read32(offset + 4) << 32),
        };
    }

    private static void WriteDevice(IMmioDevice device, uint offset, int bytes, ulong value)
    {
        if ((offset & (Math.Min((uint)bytes, 4) - 1)) != 0)
        {
            for (int i = 0; i < bytes; i++)
            {
                device.Write8(offset + (uint)i, (byte)(value >> (8 * i)));
            }

            return;
        }

        switch (bytes)
        {
            case 1:
                device.Write8(offset, (byte)value);
                break;
            case 2:
                device.Write16(offset, (ushort)value);
                break;
            case 4:
                device.Write32(offset, (uint)value);
                break;
            default:
                device.Write32(offset, (uint)value);
                device.Write32(offset + 4, (uint)(value >> 32));
                break;
        }
    }

    // A device may have changed memory and how it is mapped: then the code is looked for anew.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PortStatus GoOnBehindDevice(uint regime, uint drops) =>
        _contexts.Current.Generation == regime && _code.Drops == drops ? GoOnUnlessWanted() : PortStatus.DoneAndLeave;

    // A device or a timer was reached: if an interrupt comes of it, or the machine wants to look again, the block is left behind the instruction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PortStatus GoOnUnlessWanted()
    {
        if (_services.WantsTurn)
        {
            _attention |= Attention.Reschedule;
        }

        return _attention == Attention.None && !_stopRequested ? PortStatus.Done : PortStatus.DoneAndLeave;
    }

    private void FillTlb(uint address, MemoryRegion region, ulong offset, bool privileged)
    {
        uint page = address & ~PageOffsetMask;
        if (_translated.Page != page || _translated.Privileged != privileged || !_translated.Translation.IsWhole)
        {
            return;
        }

        PageFlags flags = region.FlagsOf(offset);
        bool write = _translated.Translation.Write && region.IsWritable && (flags & (PageFlags.Dirty | PageFlags.HasCode)) == PageFlags.Dirty;
        _contexts.Current.NoteFill(page, _translated.Translation.Size);
        _contexts.Current.For(privileged).Tlb.Fill(page, region.Memory!.Address + (offset & ~(ulong)PageOffsetMask), _translated.Translation.Read, write);
        Exits.Note(ExitReason.TlbRefill, _exitStart, address);
    }

    // The last translation, from which the TLB is filled.
    private (uint Page, bool Privileged, PageTranslation Translation) _translated;

    private bool TryTranslate(uint address, AccessKind kind, bool privileged, out ulong physical)
    {
        WalkResult walk = _walk.Translate(_contexts.Current.Regime, address, privileged);
        if (walk.Allows(kind, out WalkResult fault))
        {
            _translated = (address & ~PageOffsetMask, privileged, walk.Page);
            physical = walk.Page.PhysicalOf(address);
            return true;
        }

        physical = 0;
        Fault(fault.Status, address, fault.Domain, kind, fault.Level, fault.Second);
        return false;
    }

    private bool TryTranslateFetch(uint address)
    {
        uint page = address & ~PageOffsetMask;
        if (_fetches.TryFind(page, FetchGeneration, out _fetched))
        {
            return true;
        }

        if (!TryTranslate(address, AccessKind.Execute, IsPrivileged, out ulong physical))
        {
            return false;
        }

        if (_bus.Find(physical) is not { IsReadable: true } region)
        {
            ExternalAbort(address, AccessKind.Execute);
            return false;
        }

        _codePages[page >> (PhysicalBus.PageBits + 6)] |= 1ul << (int)((page >> PhysicalBus.PageBits) & 63);
        PageTranslation translation = _translated.Translation;
        _fetched = new CodePlace(region, (physical - region.Start) & ~(ulong)(translation.Bytes - 1), translation.Bytes);
        if (translation.IsWhole)
        {
            _contexts.Current.NoteFill(page, translation.Size);
            _fetches.Add(page, FetchGeneration, _fetched);
        }

        return true;
    }

    private uint FetchGeneration => GenerationFor(IsPrivileged);

    // Privileged and User code see the same context with other rights.
    private uint GenerationFor(bool privileged) => (_contexts.Current.Generation << 1) | (privileged ? 1u : 0);

    private PortStatus ExternalAbort(uint address, AccessKind kind)
    {
        _bus.NoteUnmapped();
        return Fault(FaultStatus.ExternalAbort, address, 0, kind);
    }

    private PortStatus Fault(FaultStatus status, uint address, byte domain, AccessKind kind, byte level = 0, SecondStageAccess? second = null)
    {
        TranslationRegime regime = _contexts.Current.Regime;
        address ^= kind == AccessKind.Execute ? 0 : _place;
        _fault = new MemoryFault(status, regime.ModifiedAddress(address), domain, kind, regime.IsLong ? level : null, regime.Mmu) { Second = second };
        _faultIsUndefined = false;
        _trap = null;
        return PortStatus.Fault;
    }

    private PortStatus TakeUndefined()
    {
        _faultIsUndefined = true;
        _trap = null;
        return PortStatus.Fault;
    }
}
