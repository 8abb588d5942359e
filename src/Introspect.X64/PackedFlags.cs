using Introspect.Ir;

namespace Introspect.X64;

/// <summary>
/// The guest's flags in the form that LAHF and SETO give: V at bit 0, the carry of a subtraction on the host at bit 8 (the opposite of the
/// guest's C), Z at bit 14, N at bit 15; the other bits mean nothing.
/// </summary>
internal static class PackedFlags
{
    public const int Carry = 8;
    public const int OverflowByte = 0, UpperByte = 1;
    public const byte NegativeInUpper = 0x80, ZeroInUpper = 0x40, CarryInUpper = 1;

    private const int Zero = 14, Negative = 15;

    /// <summary>The flag slots as one word.</summary>
    public static uint Pack(ref RegisterFile registers) =>
        registers[Slot.V.Index] | ((registers[Slot.C.Index] ^ 1) << Carry) | (registers[Slot.Z.Index] << Zero) | (registers[Slot.N.Index] << Negative);

    /// <summary>N, Z, C and V at bits 3 to 0 as such a word.</summary>
    public static int FromStatus(int nzcv) =>
        (nzcv & 1) | (((~nzcv >> 1) & 1) << Carry) | (((nzcv >> 2) & 1) << Zero) | (((nzcv >> 3) & 1) << Negative);

    /// <summary>The word as flag slots.</summary>
    public static void Unpack(uint flags, ref RegisterFile registers)
    {
        registers[Slot.V.Index] = flags & 1;
        registers[Slot.C.Index] = (~flags >> Carry) & 1;
        registers[Slot.Z.Index] = (flags >> Zero) & 1;
        registers[Slot.N.Index] = (flags >> Negative) & 1;
    }
}
