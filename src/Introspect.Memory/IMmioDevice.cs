namespace Introspect.Memory;

/// <summary>
/// A device as the bus sees it: a window of registers. A device sees offsets from the start of its window, never an address,
/// and is called on the machine's own thread only. An access never fails; an offset without a register reads as zero.
/// Narrow and wide accesses are mapped to words here; a device that cares for the width overrides them.
/// </summary>
public interface IMmioDevice
{
    /// <summary>Bytes of the window.</summary>
    uint Size { get; }

    /// <summary>Reads the register at the word-aligned <paramref name="offset"/>.</summary>
    uint Read32(uint offset);

    /// <summary>Writes the register at the word-aligned <paramref name="offset"/>.</summary>
    void Write32(uint offset, uint value);

    /// <summary>Reads one byte: that lane of the word it lies in.</summary>
    byte Read8(uint offset) => (byte)(Read32(offset & ~3u) >> (int)(8 * (offset & 3)));

    /// <summary>Reads an aligned halfword: that lane of the word it lies in.</summary>
    ushort Read16(uint offset) => (ushort)(Read32(offset & ~3u) >> (int)(8 * (offset & 2)));

    /// <summary>Writes one byte: the word it lies in is written with the byte in its lane and zeros beside it.</summary>
    void Write8(uint offset, byte value) => Write32(offset & ~3u, (uint)value << (int)(8 * (offset & 3)));

    /// <summary>Writes an aligned halfword: the word it lies in is written with the halfword in its lane and zeros beside it.</summary>
    void Write16(uint offset, ushort value) => Write32(offset & ~3u, (uint)value << (int)(8 * (offset & 2)));

    /// <summary>Puts every register and output back to its state at power-on.</summary>
    void Reset();
}
