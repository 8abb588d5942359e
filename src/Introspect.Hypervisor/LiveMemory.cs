using Introspect.Memory;

namespace Introspect.Hypervisor;

/// <summary>
/// A machine's memory for those who look while it runs. Readers are counted, so that the memory is only unmapped when none is inside: a
/// reader takes no lock and never waits.
/// </summary>
internal sealed class LiveMemory(PhysicalBus bus)
{
    // The number of readers inside; negative once the memory is closed.
    private const int Closed = int.MinValue;

    private int _readers;

    /// <summary>Copies out RAM and ROM; answers how many bytes from the start could be read, none once closed.</summary>
    public int Peek(ulong address, Span<byte> destination)
    {
        int done = 0;
        if (Interlocked.Increment(ref _readers) > 0)
        {
            done = bus.TryRead(address, destination)
                ? destination.Length
                : GuestMemory.Read(bus, GuestMemory.Identity, address, destination);
        }

        Interlocked.Decrement(ref _readers);
        return done;
    }

    /// <summary>The first address from here on that may hold anything but zeros.</summary>
    public ulong NextTouched(ulong address)
    {
        ulong found = ulong.MaxValue;
        if (Interlocked.Increment(ref _readers) > 0)
        {
            foreach (MemoryRegion region in bus.Regions)
            {
                if (region.IsReadable && region.End > address)
                {
                    ulong from = Math.Max(address, region.Start);
                    ulong touched = region.Start + (ulong)region.Memory!.NextTouched((long)(from - region.Start));
                    if (touched < region.End)
                    {
                        found = Math.Max(from, touched);
                        break;
                    }
                }
            }
        }

        Interlocked.Decrement(ref _readers);
        return found;
    }

    /// <summary>Lets nobody in any more, and returns when the last reader is out.</summary>
    public void Close()
    {
        Interlocked.Add(ref _readers, Closed);
        var spin = default(SpinWait);
        while (Volatile.Read(ref _readers) != Closed)
        {
            spin.SpinOnce();
        }
    }
}
