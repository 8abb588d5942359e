using Introspect.Memory;

namespace Introspect.Hypervisor;

/// <summary>
/// Looking at and changing a guest's memory, piece by piece, as far as it goes. A page of the physical address space lies in one window
/// or none: windows with memory begin and end at pages.
/// </summary>
internal static class GuestMemory
{
    // The least that a guest maps: a tiny page of ARMv5, or a quarter of a small page.
    private const uint PieceSize = 1 << 10;

    /// <summary>Finds the physical address behind an address; false where nothing is.</summary>
    public delegate bool Translation(ulong address, out ulong physical);

    /// <summary>Physical addresses as they are.</summary>
    public static bool Identity(ulong address, out ulong physical)
    {
        physical = address;
        return true;
    }

    /// <summary>Copies out RAM and ROM; answers how many bytes from the start could be read.</summary>
    public static int Read(PhysicalBus bus, Translation translate, ulong address, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            Span<byte> part = destination.Slice(done, LengthInPiece(address, destination.Length - done));
            if (!translate(address, out ulong physical) || !bus.TryRead(physical, part))
            {
                break;
            }

            done += part.Length;
            address += (uint)part.Length;
        }

        return done;
    }

    /// <summary>Changes RAM; answers how many bytes from the start could be written.</summary>
    public static int Write(PhysicalBus bus, Translation translate, ulong address, ReadOnlySpan<byte> source)
    {
        int done = 0;
        while (done < source.Length)
        {
            ReadOnlySpan<byte> part = source.Slice(done, LengthInPiece(address, source.Length - done));
            if (!translate(address, out ulong physical) || !bus.TryWrite(physical, part))
            {
                break;
            }

            done += part.Length;
            address += (uint)part.Length;
        }

        return done;
    }

    private static int LengthInPiece(ulong address, int length) => (int)Math.Min(PieceSize - (address & (PieceSize - 1)), (ulong)length);
}
