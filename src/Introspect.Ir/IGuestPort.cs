namespace Introspect.Ir;

/// <summary>How a memory operation or a helper ended.</summary>
public enum PortStatus : byte
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>Done, and the block must be left when the guest instruction ends: time or interrupts may have changed.</summary>
    DoneAndLeave,

    /// <summary>The guest faults; the port knows how.</summary>
    Fault,
}

/// <summary>
/// What operations reach beyond the register file: guest memory and helpers. Implemented by a struct, so that the interpreter is
/// compiled for it without interface calls. <c>instruction</c> is the index of the guest instruction within its block: the
/// port derives from it the exact guest time and PC.
/// </summary>
public interface IGuestPort
{
    /// <summary>Reads a byte, zero-extended.</summary>
    PortStatus Load8(uint address, MemoryFlags flags, int instruction, out uint value);

    /// <summary>Reads a halfword, zero-extended.</summary>
    PortStatus Load16(uint address, MemoryFlags flags, int instruction, out uint value);

    /// <summary>Reads a word.</summary>
    PortStatus Load32(uint address, MemoryFlags flags, int instruction, out uint value);

    /// <summary>Reads a doubleword; of a device as two words, that of the lower address first.</summary>
    PortStatus Load64(uint address, MemoryFlags flags, int instruction, out ulong value);

    /// <summary>Writes the low byte of <paramref name="value"/>.</summary>
    PortStatus Store8(uint address, MemoryFlags flags, int instruction, uint value);

    /// <summary>Writes the low halfword of <paramref name="value"/>.</summary>
    PortStatus Store16(uint address, MemoryFlags flags, int instruction, uint value);

    /// <summary>Writes a word.</summary>
    PortStatus Store32(uint address, MemoryFlags flags, int instruction, uint value);

    /// <summary>Writes a doubleword; of a device as two words, that of the lower address first.</summary>
    PortStatus Store64(uint address, MemoryFlags flags, int instruction, ulong value);

    /// <summary>
    /// Writes <paramref name="bytes"/> bytes if <paramref name="mark"/> is of this place and memory holds its value; <paramref name="failed"/> is 0
    /// then, and 1 when nothing was written. An address that could not be written to faults in either case.
    /// </summary>
    PortStatus StoreExclusive(uint address, int bytes, in ExclusiveMark mark, ulong value, int instruction, out uint failed);

    /// <summary>The value of <see cref="Op.ExclusiveStores"/>.</summary>
    uint ExclusiveStores(uint address);

    /// <summary>Calls helper <paramref name="number"/>; it may read and write any slot besides giving a result.</summary>
    PortStatus Call(int number, uint a, uint b, uint c, int instruction, out uint result);
}
