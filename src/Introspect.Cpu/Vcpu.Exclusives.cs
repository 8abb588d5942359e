using Introspect.Cpu.Mmu;
using Introspect.Ir;

namespace Introspect.Cpu;

/// <summary>
/// Atomic accesses. Where other vCPUs run at the same time, theirs are made in the same steps, with the lock or without it: memory changes in
/// one step of the host, and only from the value that was seen. That a place was changed to and fro is noticed when exclusive stores did it.
/// </summary>
public sealed unsafe partial class Vcpu
{
    internal uint ExclusiveStores(uint address) => _gate?.Exclusives.Count(address) ?? 0;

    internal PortStatus StoreExclusive(uint address, int bytes, in ExclusiveMark mark, ulong value, int instruction, out uint failed)
    {
        failed = 1;
        bool isMarked = mark.IsOf(address, bytes);
        if (_gate is null && Tlb.TryWrite(address, (uint)bytes, never: 0, out byte* host))
        {
            // SAFETY: a matching tag means that the page is mapped there and writable, and an aligned access does not leave it.
            if (isMarked && Read(host, bytes) == mark.Value)
            {
                Write(host, bytes, value);
                failed = 0;
            }

            return PortStatus.Done;
        }

        _instruction = instruction;
        _exitStart = Exits.Begin();
        _place = PlaceInWord(bytes);
        if (IsMisaligned(address, bytes, MemoryFlags.AlignedToSize))
        {
            return Fault(FaultStatus.Alignment, address, 0, AccessKind.Write);
        }

        if (!TryTranslate(address, AccessKind.Write, IsPrivileged, out ulong physical))
        {
            return PortStatus.Fault;
        }

        if (!isMarked)
        {
            return PortStatus.Done;
        }

        if (_gate is not null && _bus.Find(physical) is { IsWritable: true } region)
        {
            ulong offset = physical - region.Start;
            if (!_gate.Exclusives.TryStore(address, region.Memory!.Address + offset, bytes, mark, value))
            {
                return PortStatus.Done;
            }

            failed = 0;
            return NoteStored(address, region, offset, bytes, IsPrivileged);
        }

        PortStatus status = LoadPhysical(address, physical, bytes, out ulong current, IsPrivileged);
        if (status == PortStatus.Fault || current != mark.Value)
        {
            return status;
        }

        failed = 0;
        return StorePhysical(address, physical, bytes, value, IsPrivileged);
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
}
