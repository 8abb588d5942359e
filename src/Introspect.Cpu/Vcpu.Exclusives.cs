using Introspect.Cpu.Mmu;
using Introspect.Ir;
using Introspect.Memory;

namespace Introspect.Cpu;

/// <summary>
/// Atomic accesses where other vCPUs run at the same time. These have the lock, but the others' plain stores do not: memory changes in one step of the host,
/// and only from the value that was seen. That a place was changed to and fro is noticed when exclusive stores did it.
/// </summary>
public sealed unsafe partial class Vcpu
{
    private PortStatus StoreExclusiveAmongOthers(uint address, MemoryRegion region, ulong physical, int bytes, ulong value, out uint failed)
    {
        ulong offset = physical - region.Start;
        failed = 1;
        if (!TryReplace(region.Memory!.Address + offset, bytes, _exclusive.TakeValue(), value))
        {
            return PortStatus.Done;
        }

        failed = 0;
        foreach (Vcpu vcpu in _gate!.Vcpus)
        {
            vcpu._exclusive.NoteStore(PlaceOf(physical), bytes);
        }

        return NoteStored(address, region, offset, bytes, IsPrivileged);
    }

    private PortStatus SwapAmongOthers(uint address, uint value, int bytes, int instruction, out uint old)
    {
        PortStatus status = LoadSlow(address, bytes, MemoryFlags.Aligned, instruction, out old);
        if (status == PortStatus.Fault || !TryTranslate(address, AccessKind.Write, IsPrivileged, out ulong physical))
        {
            return PortStatus.Fault;
        }

        if (_bus.Find(physical) is not { IsWritable: true } region)
        {
            PortStatus stored = StorePhysical(address, physical, bytes, value, IsPrivileged);
            return stored == PortStatus.Done ? status : stored;
        }

        ulong offset = physical - region.Start;
        byte* host = region.Memory!.Address + offset;

        // SAFETY: aligned, as LoadSlow has checked, and within the page.
        old = bytes == 1 ? Interlocked.Exchange(ref *host, (byte)value) : Interlocked.Exchange(ref *(uint*)host, value);
        return NoteStored(address, region, offset, bytes, IsPrivileged);
    }

    // SAFETY: the place is in RAM and aligned to its size, as every exclusive access is.
    private static bool TryReplace(byte* host, int bytes, ulong expected, ulong value) => bytes switch
    {
        1 => Interlocked.CompareExchange(ref *host, (byte)value, (byte)expected) == (byte)expected,
        2 => Interlocked.CompareExchange(ref *(ushort*)host, (ushort)value, (ushort)expected) == (ushort)expected,
        4 => Interlocked.CompareExchange(ref *(uint*)host, (uint)value, (uint)expected) == (uint)expected,
        _ => Interlocked.CompareExchange(ref *(ulong*)host, value, expected) == expected,
    };
}
