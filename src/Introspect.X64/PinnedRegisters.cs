using Introspect.Ir;

namespace Introspect.X64;

/// <summary>
/// Where guest registers live while translated code runs: r0 to r7, sp and lr in registers of the host, everything else in the frame, whose
/// address is in RBP. RAX, RCX and RDX are free within an operation; R13 holds a temporary.
/// </summary>
internal static class PinnedRegisters
{
    /// <summary>RBP points this far into the frame, so that the first 64 slots are within reach of a displacement of one byte.</summary>
    public const int FrameBias = 128;

    public const Host Frame = Host.Rbp;

    public const Host Temporary = Host.R13;

    /// <summary>Guest register and the host register that holds it.</summary>
    public static ReadOnlySpan<(byte Slot, Host Host)> All => s_all;

    private static readonly (byte Slot, Host Host)[] s_all =
    [
        (0, Host.Rbx), (1, Host.Rsi), (2, Host.Rdi), (3, Host.R8), (4, Host.R9),
        (5, Host.R10), (6, Host.R11), (7, Host.R12), (13, Host.R14), (14, Host.R15),
    ];

    private static readonly byte[] s_hostOfSlot = HostOfSlot();

    private const byte NotPinned = 255;

    /// <summary>The host register of a slot.</summary>
    public static bool TryGet(byte slot, out Host host)
    {
        host = (Host)s_hostOfSlot[slot];
        return s_hostOfSlot[slot] != NotPinned;
    }

    /// <summary>A slot's place in the frame.</summary>
    public static MemoryOperand Home(int slot) => new(Frame, (slot * sizeof(uint)) - FrameBias);

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
