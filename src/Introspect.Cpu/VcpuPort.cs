using System.Runtime.CompilerServices;
using Introspect.Ir;

namespace Introspect.Cpu;

/// <summary>The interpreter's way to a vCPU: the fast half of every access is inlined here, the rest is in <see cref="Vcpu"/>.</summary>
internal readonly unsafe struct VcpuPort(Vcpu vcpu) : IGuestPort
{
    private const uint LastWordOfPage = 0xFFC;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PortStatus Load8(uint address, MemoryFlags flags, int instruction, out uint value)
    {
        if (vcpu.Tlb.TryRead(address, 1, Special(flags), out byte* host))
        {
            // SAFETY: a matching tag means that the page of 4 KiB is mapped at this host address.
            value = *host;
            return PortStatus.Done;
        }

        return vcpu.LoadSlow(address, 1, flags, instruction, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PortStatus Load16(uint address, MemoryFlags flags, int instruction, out uint value)
    {
        if (vcpu.Tlb.TryRead(address, 2, Special(flags), out byte* host))
        {
            // SAFETY: as for Load8; an aligned access does not leave the page.
            value = *(ushort*)host;
            return PortStatus.Done;
        }

        return vcpu.LoadSlow(address, 2, flags, instruction, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PortStatus Load32(uint address, MemoryFlags flags, int instruction, out uint value)
    {
        if (vcpu.Tlb.TryRead(address, 4, Special(flags), out byte* host))
        {
            // SAFETY: as for Load16.
            value = *(uint*)host;
            return PortStatus.Done;
        }

        return vcpu.LoadSlow(address, 4, flags, instruction, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PortStatus Load64(uint address, MemoryFlags flags, int instruction, out ulong value)
    {
        // Word alignment is enough on the fast way, unless the doubleword crosses the page or must be aligned to its size.
        if (vcpu.Tlb.TryRead(address, 4, Doubleword(address, flags), out byte* host))
        {
            // SAFETY: as for Load16; the last word of a page takes the slow way.
            value = *(ulong*)host;
            return PortStatus.Done;
        }

        return vcpu.LoadSlow64(address, flags, instruction, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PortStatus Store8(uint address, MemoryFlags flags, int instruction, uint value)
    {
        if (vcpu.Tlb.TryWrite(address, 1, Special(flags), out byte* host))
        {
            // SAFETY: a matching tag means that the page of 4 KiB is mapped at this host address and writable.
            *host = (byte)value;
            return PortStatus.Done;
        }

        return vcpu.StoreSlow(address, 1, flags, instruction, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PortStatus Store16(uint address, MemoryFlags flags, int instruction, uint value)
    {
        if (vcpu.Tlb.TryWrite(address, 2, Special(flags), out byte* host))
        {
            // SAFETY: as for Store8; an aligned access does not leave the page.
            *(ushort*)host = (ushort)value;
            return PortStatus.Done;
        }

        return vcpu.StoreSlow(address, 2, flags, instruction, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PortStatus Store32(uint address, MemoryFlags flags, int instruction, uint value)
    {
        if (vcpu.Tlb.TryWrite(address, 4, Special(flags), out byte* host))
        {
            // SAFETY: as for Store16.
            *(uint*)host = value;
            return PortStatus.Done;
        }

        return vcpu.StoreSlow(address, 4, flags, instruction, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PortStatus Store64(uint address, MemoryFlags flags, int instruction, ulong value)
    {
        if (vcpu.Tlb.TryWrite(address, 4, Doubleword(address, flags), out byte* host))
        {
            // SAFETY: as for Load64.
            *(ulong*)host = value;
            return PortStatus.Done;
        }

        return vcpu.StoreSlow(address, 8, flags, instruction, value);
    }

    public PortStatus StoreExclusive(uint address, int bytes, in ExclusiveMark mark, ulong value, int instruction, out uint failed) =>
        vcpu.StoreExclusive(address, bytes, mark, value, instruction, out failed);

    public uint ExclusiveStores(uint address) => vcpu.ExclusiveStores(address);

    public PortStatus Call(int number, uint a, uint b, uint c, int instruction, out uint result) =>
        vcpu.CallHelper(number, a, b, c, instruction, out result);

    // Bits that keep an access off the fast way: nonzero low bits never match a tag.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Special(MemoryFlags flags) => (uint)(flags & (MemoryFlags.Unprivileged | MemoryFlags.AlignmentMask));

    // A doubleword with an alignment of its own keeps to the fast way when it has it: vectors are copied with such accesses.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Doubleword(uint address, MemoryFlags flags) =>
        (uint)(flags & (MemoryFlags.Unprivileged | MemoryFlags.AlignedToSize))
        | (address & ((1u << ((int)flags >> MemoryFlagsExtensions.AlignmentShift)) - 1))
        | ((address & LastWordOfPage) == LastWordOfPage ? 1u : 0);
}
