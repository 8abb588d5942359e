using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Introspect.Ir;
using Introspect.X64;

namespace Introspect.Cpu.Dispatch;

/// <summary>
/// How many exclusive stores were made where vCPUs run at once (<see cref="Op.ExclusiveStores"/>). A count belongs to a place within the page and
/// to all pages, so that an address says which it is, however the page is mapped; one too many lets a store-exclusive fail that could have been
/// made, which the architecture allows (ARM DDI 0406C A3.4.3). Translated code counts in the same way (<see cref="BlockEmitter"/>).
/// </summary>
public sealed unsafe class ExclusiveStores
{
    private readonly ExclusivePlace[] _places = GC.AllocateArray<ExclusivePlace>(ExclusivePlace.Count, pinned: true);

    /// <summary>The first place; it does not move.</summary>
    // SAFETY: the array is pinned, and who holds the address holds the vCPU that holds this.
    public ExclusivePlace* Places => (ExclusivePlace*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_places));

    /// <summary>The count for an address.</summary>
    public uint Count(uint address) => Volatile.Read(ref PlaceOf(address).Stores);

    /// <summary>
    /// Stores to an aligned place of RAM if it holds the value of <paramref name="mark"/> and no other exclusive store has come since. Fails too when
    /// another thread is just making one.
    /// </summary>
    /// <param name="address">The guest's address, or any other with the same place in the page.</param>
    /// <param name="host">Where it is on the host.</param>
    /// <param name="bytes">1, 2, 4 or 8.</param>
    /// <param name="mark">What the load-exclusive found.</param>
    /// <param name="value">What is stored.</param>
    public bool TryStore(uint address, byte* host, int bytes, in ExclusiveMark mark, ulong value)
    {
        ref ExclusivePlace place = ref PlaceOf(address);
        if (Interlocked.Exchange(ref place.IsTaken, 1) != 0)
        {
            return false;
        }

        bool stored = place.Stores == mark.Stores && TryReplace(host, bytes, mark.Value, value);
        if (stored)
        {
            place.Stores++;
        }

        Volatile.Write(ref place.IsTaken, 0);
        return stored;
    }

    private ref ExclusivePlace PlaceOf(uint address) => ref _places[(int)(address / sizeof(ulong) % ExclusivePlace.Count)];

    // SAFETY: the place is in RAM and aligned to its size, as every exclusive access is.
    private static bool TryReplace(byte* host, int bytes, ulong expected, ulong value) => bytes switch
    {
        1 => Interlocked.CompareExchange(ref *host, (byte)value, (byte)expected) == (byte)expected,
        2 => Interlocked.CompareExchange(ref *(ushort*)host, (ushort)value, (ushort)expected) == (ushort)expected,
        4 => Interlocked.CompareExchange(ref *(uint*)host, (uint)value, (uint)expected) == (uint)expected,
        _ => Interlocked.CompareExchange(ref *(ulong*)host, value, expected) == expected,
    };
}
