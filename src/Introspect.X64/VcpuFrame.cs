using System.Runtime.InteropServices;
using Introspect.Ir;

namespace Introspect.X64;

/// <summary>
/// The state that translated code works on: what it needs of its surroundings, and the register file behind it. It does not move.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct VcpuFrame
{
    /// <summary>Entries of the jump table: blocks of the current regime and execution state.</summary>
    public JumpEntry* Jumps;

    /// <summary>The software TLB of the current regime and privilege.</summary>
    public byte* Tlb;

    /// <summary>First byte of the window onto the guest's memory of the current regime and privilege, or null; see <see cref="BlockToEmit.UsesWindow"/>.</summary>
    public byte* Window;

    /// <summary>Tells the vCPU to a callback.</summary>
    public nint Owner;

    /// <summary>On leaving for <see cref="NativeExit.Next"/>: the jump that would have led to the next block, or null.</summary>
    public byte* Link;

    /// <summary>Behind an access to the window that failed: the instruction, and then where to go on.</summary>
    public byte* FaultPc;

    /// <summary>Behind an access to the window that failed: the host's address, bit 63 telling a store.</summary>
    public ulong FaultAddress;

    /// <summary>The counts of exclusive stores, <see cref="ExclusivePlace.Count"/> of them, where code is shared by several threads.</summary>
    public ExclusivePlace* Exclusives;

    /// <summary>Instructions that may still be executed; a block that finds fewer than its own number is not entered.</summary>
    public int Budget;

    /// <summary>On leaving inside a block: the operation, see <see cref="OperationSite"/>.</summary>
    public uint Site;

    /// <summary>The guest's flags N, Z, C and V while translated code runs, see <see cref="PackedFlags"/>.</summary>
    public uint Flags;

    /// <summary>
    /// Not zero: the next block is not entered, whatever the budget, where code is shared by several threads (<see cref="BlockEmitter"/>). So another
    /// thread makes this one leave.
    /// </summary>
    public uint Leaves;

    /// <summary>Guest registers, flags and temporaries. Between blocks the pinned registers are in host registers instead.</summary>
    public RegisterFile Registers;
}

/// <summary>Doublewords at one place within their page: who stores to one exclusively takes the place, and counts.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct ExclusivePlace
{
    /// <summary>How many there are: an address within the page, rounded down to a doubleword, is also that of a place among them.</summary>
    public const int Count = 4096 / 8;

    /// <summary>1 while somebody stores. Nobody waits for it: another store-exclusive fails.</summary>
    public uint IsTaken;

    /// <summary>Exclusive stores so far, modulo 2^32.</summary>
    public uint Stores;
}

/// <summary>A block that was entered lately: 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct JumpEntry
{
    /// <summary>Number of entries of a jump table, indexed by the bits of the address from <see cref="IndexShift"/> on.</summary>
    public const int Count = 4096;

    /// <summary>Lowest bit of the index. In Thumb code two neighbouring halfwords share an entry; in A32 code none would lie idle.</summary>
    public const int IndexShift = 2;

    /// <summary>The virtual address, with bit 0 of the execution state as its bit 0.</summary>
    public uint Tag;

    private readonly uint _padding;

    /// <summary>The block's code.</summary>
    public byte* Code;

    /// <summary>An entry for a block.</summary>
    public JumpEntry(uint tag, byte* code)
    {
        Tag = tag;
        Code = code;
    }

    /// <summary>Index of the entry for a tag.</summary>
    public static uint IndexOf(uint tag) => (tag >> IndexShift) & (Count - 1);

    /// <summary>Empties a jump table: each entry has a tag that is looked for elsewhere.</summary>
    public static void Clear(JumpEntry* entries)
    {
        new Span<JumpEntry>(entries, Count).Fill(new JumpEntry(uint.MaxValue, null));
        entries[Count - 1].Tag = 0;
    }
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
