using System.Diagnostics;
using System.Runtime.CompilerServices;
using Introspect.Arm;
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
    private bool _faultIsUndefined;
    private uint _fetchPage = uint.MaxValue;
    private uint _fetchGeneration;
    private MemoryRegion? _fetchRegion;
    private ulong _fetchOffset;

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
        _exitStart = Stopwatch.GetTimestamp();
        bool privileged = IsPrivileged && (flags & MemoryFlags.Unprivileged) == 0;
        if (IsMisaligned(address, bytes, flags))
        {
            return Fault(FaultStatus.Alignment, address, 0, AccessKind.Write);
        }

        int first = Math.Min(bytes, PageSize - (int)(address & PageOffsetMask));
        if (first == bytes)
        {
            return TryTranslate(address, AccessKind.Write, privileged, out ulong physical)
                ? StorePhysical(address, physical, bytes, value, privileged)
                : PortStatus.Fault;
        }

        // Across pages: both must be writable before either is written.
        if (!TryTranslate(address, AccessKind.Write, privileged, out ulong low) ||
            !TryTranslate(address + (uint)first, AccessKind.Write, privileged, out ulong high))
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

        ReadOnlySpan<byte> bytes = _fetchRegion!.Memory!.Bytes((long)(_fetchOffset | (address & PageOffsetMask)), 2);
        halfword = BitConverter.ToUInt16(bytes);
        return true;
    }

    private PortStatus LoadSlow(uint address, int bytes, MemoryFlags flags, int instruction, out ulong value)
    {
        _instruction = instruction;
        _exitStart = Stopwatch.GetTimestamp();
        value = 0;
        bool privileged = IsPrivileged && (flags & MemoryFlags.Unprivileged) == 0;
        if (IsMisaligned(address, bytes, flags))
        {
            return Fault(FaultStatus.Alignment, address, 0, AccessKind.Read);
        }

        int first = Math.Min(bytes, PageSize - (int)(address & PageOffsetMask));
        if (first == bytes)
        {
            return TryTranslate(address, AccessKind.Read, privileged, out ulong physical)
                ? LoadPhysical(address, physical, bytes, out value, privileged)
                : PortStatus.Fault;
        }

        if (!TryTranslate(address, AccessKind.Read, privileged, out ulong low) ||
            !TryTranslate(address + (uint)first, AccessKind.Read, privileged, out ulong high))
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
            byte* host = region.Memory!.Address + offset;
            FillTlb(address, region, offset, privileged);

            // SAFETY: the caller keeps the access within the page, and regions hold whole pages.
            value = bytes switch
            {
                1 => *host,
                2 => *(ushort*)host,
                4 => *(uint*)host,
                _ => *(ulong*)host,
            };
            return PortStatus.Done;
        }

        long start = Stopwatch.GetTimestamp();
        value = ReadDevice(region.Device!, (uint)offset, bytes);
        Exits.Note(ExitReason.Mmio, start, (uint)physical);
        return LeaveForDevice();
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
            long start = Stopwatch.GetTimestamp();
            if (region.Device is { } device)
            {
                WriteDevice(device, (uint)offset, bytes, value);
            }

            Exits.Note(ExitReason.Mmio, start, (uint)physical);
            return LeaveForDevice();
        }

        byte* host = region.Memory!.Address + offset;

        // SAFETY: as in LoadPhysical.
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

        return NoteStored(address, region, offset, bytes, privileged);
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

    // A device access may change interrupts and deadlines: the block is left behind the instruction and the machine looks again.
    private PortStatus LeaveForDevice()
    {
        _attention |= Attention.Reschedule;
        return PortStatus.DoneAndLeave;
    }

    private void FillTlb(uint address, MemoryRegion region, ulong offset, bool privileged)
    {
        uint page = address & ~PageOffsetMask;
        if (_translated.Page != page || _translated.Privileged != privileged)
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
        FaultStatus status = walk.Status;
        if (status == FaultStatus.None)
        {
            PageTranslation page = walk.Page;
            bool allowed = kind switch
            {
                AccessKind.Read => page.Read,
                AccessKind.Write => page.Write,
                AccessKind.Execute => page.Execute,
            };
            if (allowed)
            {
                _translated = (address & ~PageOffsetMask, privileged, page);
                physical = page.PhysicalPage | (address & PageOffsetMask);
                return true;
            }

            status = walk.PermissionFault;
        }

        physical = 0;
        Fault(status, address, walk.Domain, kind, walk.Level);
        return false;
    }

    private bool TryTranslateFetch(uint address)
    {
        uint page = address & ~PageOffsetMask;
        if (_fetchPage == page && _fetchGeneration == FetchGeneration && _fetchRegion!.IsReadable)
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
        _contexts.Current.NoteFill(page, _translated.Translation.Size);
        _fetchPage = page;
        _fetchGeneration = FetchGeneration;
        _fetchRegion = region;
        _fetchOffset = (physical - region.Start) & ~(ulong)PageOffsetMask;
        return true;
    }

    // Privileged and User code see the same context with other rights.
    private uint FetchGeneration => (_contexts.Current.Generation << 1) | (IsPrivileged ? 1u : 0);

    private PortStatus ExternalAbort(uint address, AccessKind kind)
    {
        _bus.NoteUnmapped();
        return Fault(FaultStatus.ExternalAbort, address, 0, kind);
    }

    private PortStatus Fault(FaultStatus status, uint address, byte domain, AccessKind kind, byte level = 0)
    {
        _fault = new MemoryFault(status, address, domain, kind, _contexts.Current.Regime.IsLong ? level : null);
        _faultIsUndefined = false;
        return PortStatus.Fault;
    }

    private PortStatus TakeUndefined()
    {
        _faultIsUndefined = true;
        return PortStatus.Fault;
    }
}
