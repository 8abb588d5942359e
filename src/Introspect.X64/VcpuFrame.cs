using System.Runtime.InteropServices;
using Introspect.Ir;

namespace Introspect.X64;

/// <summary>
/// The state that translated code works on: the register file, and behind it what the code needs of its surroundings. It does not move.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct VcpuFrame
{
    /// <summary>Guest registers, flags and temporaries. Between blocks the pinned registers are in host registers instead.</summary>
    public RegisterFile Registers;

    /// <summary>The software TLB of the current regime and privilege.</summary>
    public byte* Tlb;

    /// <summary>Entries of the jump cache.</summary>
    public JumpEntry* Jumps;

    /// <summary>Tells the vCPU to a callback.</summary>
    public nint Owner;

    /// <summary>On leaving for <see cref="NativeExit.Next"/>: the jump that would have led to the next block, or null.</summary>
    public byte* Link;

    /// <summary>Instructions that may still be executed; a block that finds fewer than its own number is not entered.</summary>
    public int Budget;

    /// <summary>Number of the translation regime, in bits 31:16; part of the key of the jump cache.</summary>
    public uint Regime;

    /// <summary>On leaving inside a block: the operation, see <see cref="OperationSite"/>.</summary>
    public uint Site;
}

/// <summary>A block that was entered lately: 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct JumpEntry
{
    /// <summary>Number of entries of a jump cache.</summary>
    public const int Count = 4096;

    /// <summary>The virtual address.</summary>
    public uint Address;

    /// <summary>The execution state, and the regime that <see cref="Address"/> was translated in.</summary>
    public uint Key;

    /// <summary>The block's code.</summary>
    public byte* Code;
}

/// <summary>Why translated code came back.</summary>
public enum NativeExit : uint
{
    /// <summary>The next block is not known; the PC slot says where it is.</summary>
    Next = 1,

    /// <summary>The budget does not suffice for the block at the PC slot.</summary>
    Budget,

    /// <summary>A callback wants to leave; its owner knows why.</summary>
    Callback,

    /// <summary>An <see cref="Op.Exit"/> at <see cref="VcpuFrame.Site"/>.</summary>
    Operation,
}

/// <summary>An operation of a block, as a number that fits into an instruction.</summary>
public readonly record struct OperationSite(uint Value)
{
    /// <summary>Operations a block may have.</summary>
    public const int MaxOperations = 1 << IndexBits;

    /// <summary>Blocks that may exist at a time.</summary>
    public const int MaxBlocks = 1 << (32 - IndexBits);

    private const int IndexBits = 12;

    public OperationSite(int block, int index)
        : this(((uint)block << IndexBits) | (uint)index)
    {
    }

    /// <summary>Number of the block.</summary>
    public int Block => (int)(Value >> IndexBits);

    /// <summary>Index of the operation.</summary>
    public int Index => (int)(Value & (MaxOperations - 1));
}

/// <summary>The software TLB as translated code reads it.</summary>
/// <param name="IndexMask">Selects the entry from the page number.</param>
/// <param name="EntryBits">Binary logarithm of an entry's bytes.</param>
/// <param name="ReadTag">Offset of the tag that loads compare.</param>
/// <param name="WriteTag">Offset of the tag that stores compare.</param>
/// <param name="Addend">Offset of the distance from guest to host address, 64 bits.</param>
public readonly record struct TlbLayout(uint IndexMask, int EntryBits, int ReadTag, int WriteTag, int Addend);
