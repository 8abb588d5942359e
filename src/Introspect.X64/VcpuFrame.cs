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
