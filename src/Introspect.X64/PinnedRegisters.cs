using System.Runtime.InteropServices;
using Introspect.Ir;

namespace Introspect.X64;

/// <summary>
/// Where guest registers live while translated code runs: r0 to r7, r12, sp and lr in registers of the host, everything else in the frame, whose
/// address is in RBP. RAX and RCX are free within an operation; RDX holds a temporary or another register of the guest.
/// </summary>
internal static class PinnedRegisters
{
    /// <summary>RBP points this far into the frame, so that what is used most is within reach of a displacement of one byte.</summary>
    public const int FrameBias = 128;

    public const Host Frame = Host.Rbp;

    public const Host Temporary = Host.Rdx;

    /// <summary>Guest register and the host register that holds it.</summary>
    public static ReadOnlySpan<(byte Slot, Host Host)> All => s_all;

    private static readonly (byte Slot, Host Host)[] s_all =
    [
        (0, Host.Rbx), (1, Host.Rsi), (2, Host.Rdi), (3, Host.R8), (4, Host.R9),
        (5, Host.R10), (6, Host.R11), (7, Host.R12), (12, Host.R13), (13, Host.R14), (14, Host.R15),
    ];

    private static readonly byte[] s_hostOfSlot = HostOfSlot();
    private static readonly int s_registers = (int)Marshal.OffsetOf<VcpuFrame>(nameof(VcpuFrame.Registers)) - FrameBias;

    private const byte NotPinned = 255;

    /// <summary>The host register of a slot.</summary>
    public static bool TryGet(byte slot, out Host host)
    {
        host = (Host)s_hostOfSlot[slot];
        return s_hostOfSlot[slot] != NotPinned;
    }

    /// <summary>A slot's place in the frame.</summary>
    public static MemoryOperand Home(int slot) => new(Frame, (slot * sizeof(uint)) + s_registers);

    /// <summary>A field of the frame.</summary>
    public static MemoryOperand Field(string name) => new(Frame, (int)Marshal.OffsetOf<VcpuFrame>(name) - FrameBias);

    private static byte[] HostOfSlot()
    {
        byte[] hosts = new byte[Slot.Count];
        hosts.AsSpan().Fill(NotPinned);
        foreach ((byte slot, Host host) in s_all)
        {
            hosts[slot] = (byte)host;
        }

        return hosts;
    }
}

/// <summary>Places in the frame that translated code names.</summary>
internal static class FrameFields
{
    public static readonly MemoryOperand Jumps = PinnedRegisters.Field(nameof(VcpuFrame.Jumps));
    public static readonly MemoryOperand Tlb = PinnedRegisters.Field(nameof(VcpuFrame.Tlb));
    public static readonly MemoryOperand Window = PinnedRegisters.Field(nameof(VcpuFrame.Window));
    public static readonly MemoryOperand Link = PinnedRegisters.Field(nameof(VcpuFrame.Link));
    public static readonly MemoryOperand FaultPc = PinnedRegisters.Field(nameof(VcpuFrame.FaultPc));
    public static readonly MemoryOperand FaultAddress = PinnedRegisters.Field(nameof(VcpuFrame.FaultAddress));
    public static readonly MemoryOperand Exclusives = PinnedRegisters.Field(nameof(VcpuFrame.Exclusives));
    public static readonly MemoryOperand Budget = PinnedRegisters.Field(nameof(VcpuFrame.Budget));
    public static readonly MemoryOperand Leaves = PinnedRegisters.Field(nameof(VcpuFrame.Leaves));
    public static readonly MemoryOperand Site = PinnedRegisters.Field(nameof(VcpuFrame.Site));
    public static readonly MemoryOperand Flags = PinnedRegisters.Field(nameof(VcpuFrame.Flags));
    public static readonly MemoryOperand Pc = PinnedRegisters.Home(Slot.Pc.Index);
    public static readonly MemoryOperand State = PinnedRegisters.Home(Slot.ExecutionState.Index);

    /// <summary>Byte <paramref name="index"/> of a field.</summary>
    public static MemoryOperand Byte(MemoryOperand field, int index) => field with { Displacement = field.Displacement + index };
}
