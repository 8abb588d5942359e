namespace Introspect.Cpu.SystemControl;

/// <summary>What HSR.EC names an exception (ARM DDI 0406C table B3-26).</summary>
public enum HypExceptionClass : byte
{
    Unknown = 0x00,
    Wait = 0x01,
    Coprocessor15 = 0x03,
    Coprocessor15Doubleword = 0x04,
    Coprocessor14 = 0x05,
    FloatingPoint = 0x07,
    FloatingPointId = 0x08,
    Coprocessor14Doubleword = 0x0C,
    SupervisorCall = 0x11,
    HypervisorCall = 0x12,
    SecureMonitorCall = 0x13,
    GuestPrefetchAbort = 0x20,
    PrefetchAbort = 0x21,
    GuestDataAbort = 0x24,
    DataAbort = 0x25,
}

/// <summary>Makes the value of HSR, the Hyp Syndrome Register (ARM DDI 0406C B3.13.6).</summary>
internal static class HypSyndrome
{
    /// <summary>Nothing is known but that there was an exception.</summary>
    public const uint Unknown = 0;

    // CV and COND: a trapped instruction is told as one that is always executed, which any that is executed may be.
    private const uint Always = 0x1E << 20;

    /// <summary>A class, the length of the instruction, where that means something, and what the class tells besides.</summary>
    public static uint Of(HypExceptionClass kind, uint size, uint details) => ((uint)kind << 26) | (size == 4 ? 1u << 25 : 0) | details;

    /// <summary>WFI or WFE.</summary>
    public static uint OfWait(bool isEvent, uint size) => Of(HypExceptionClass.Wait, size, Always | (isEvent ? 1u : 0));

    /// <summary>A floating-point or Advanced SIMD instruction that HCPTR keeps from guests: of coprocessor 10, or of none.</summary>
    public static uint OfFloatingPoint(bool isSimd, uint size) => Of(HypExceptionClass.FloatingPoint, size, Always | (isSimd ? 1u << 5 : 0xA));

    /// <summary>MCR, MRC and VMRS, which are the same; or MCRR and MRRC.</summary>
    public static uint OfTransfer(HypExceptionClass kind, uint instruction)
    {
        uint isRead = (instruction >> 20) & 1, t = (instruction >> 12) & 0xF, m = instruction & 0xF, n = (instruction >> 16) & 0xF;
        bool isDoubleword = kind is HypExceptionClass.Coprocessor15Doubleword or HypExceptionClass.Coprocessor14Doubleword;
        uint details = isDoubleword
            ? (((instruction >> 4) & 0xF) << 16) | (n << 10)
            : (((instruction >> 5) & 7) << 17) | (((instruction >> 21) & 7) << 14) | (n << 10);
        return Of(kind, 4, Always | details | (t << 5) | (m << 1) | isRead);
    }

    /// <summary>
    /// What an abort that the second stage caused tells of the access: valid bit, size, sign and register of a load or store of one register
    /// without write-back; zero for any other.
    /// </summary>
    /// <param name="instruction">The instruction; of 32 bits in Thumb, the first halfword in the upper half.</param>
    /// <param name="size">Its length in bytes.</param>
    /// <param name="isThumb">Its instruction set.</param>
    public static uint OfAccess(uint instruction, uint size, bool isThumb) => (isThumb, size) switch
    {
        (false, _) => OfA32(instruction),
        (true, 4) => OfT32(instruction),
        _ => OfT16(instruction),
    };

    private static uint OfA32(uint w)
    {
        bool writesBack = (w & (1 << 24)) == 0 || (w & (1 << 21)) != 0;
        uint t = (w >> 12) & 0xF;
        if (writesBack || w >> 28 == 0xF)
        {
            return 0;
        }

        if ((w & 0x0C00_0000) == 0x0400_0000 && (w & 0x0200_0010) != 0x0200_0010)
        {
            return Access((w & (1 << 22)) != 0 ? 0u : 2, false, t);
        }

        bool isExtra = (w & 0x0E00_0090) == 0x0000_0090 && (w & 0x60) != 0;
        bool isLoad = (w & (1 << 20)) != 0;
        return (isExtra, isLoad, (w >> 5) & 3) switch
        {
            (true, _, 1) => Access(1, false, t),
            (true, true, 2) => Access(0, true, t),
            (true, true, 3) => Access(1, true, t),
            _ => 0,
        };
    }

    private static uint OfT32(uint w)
    {
        uint length = (w >> 21) & 3;
        bool hasLongOffset = (w & (1 << 23)) != 0;
        bool writesBack = !hasLongOffset && (w & 0x800) != 0 && (w & 0xF00) is not (0xC00 or 0xE00);
        return (w & 0xFE00_0000) != 0xF800_0000 || length == 3 || writesBack ? 0 : Access(length, (w & (1 << 24)) != 0, (w >> 12) & 0xF);
    }

    private static uint OfT16(uint w) => (w >> 12) switch
    {
        // STR, STRH, STRB, LDRSB, LDR, LDRH, LDRB, LDRSH with a register
        5 => ((w >> 9) & 7) switch
        {
            0 or 4 => Access(2, false, w & 7),
            1 or 5 => Access(1, false, w & 7),
            2 or 6 => Access(0, false, w & 7),
            3 => Access(0, true, w & 7),
            _ => Access(1, true, w & 7),
        },
        6 => Access(2, false, w & 7),
        7 => Access(0, false, w & 7),
        8 => Access(1, false, w & 7),
        9 => Access(2, false, (w >> 8) & 7),
        4 when (w & 0x0800) != 0 => Access(2, false, (w >> 8) & 7),
        _ => 0,
    };

    // ISV, SAS, SSE and SRT.
    private static uint Access(uint logBytes, bool isSigned, uint register) =>
        (1u << 24) | (logBytes << 22) | (isSigned ? 1u << 21 : 0) | (register << 16);
}
