namespace Introspect.X64;

/// <summary>
/// Instructions on vector registers: mandatory prefix (or 00), map (0F, or 38 and 3A for 0F38 and 0F3A) and opcode, as their encoding has them.
/// Intel SDM volume 2. SSE4.1 unless said otherwise.
/// </summary>
internal enum Simd : uint
{
    None = 0,

    // Moves and bits.
    Movaps = 0x00_0F_28, Movhlps = 0x00_0F_12,
    Pand = 0x66_0F_DB, Pandn = 0x66_0F_DF, Por = 0x66_0F_EB, Pxor = 0x66_0F_EF,

    // Integers, by lanes of 8, 16, 32 and 64 bits.
    Paddb = 0x66_0F_FC, Paddw = 0x66_0F_FD, Paddd = 0x66_0F_FE, Paddq = 0x66_0F_D4,
    Psubb = 0x66_0F_F8, Psubw = 0x66_0F_F9, Psubd = 0x66_0F_FA, Psubq = 0x66_0F_FB,
    Paddsb = 0x66_0F_EC, Paddsw = 0x66_0F_ED, Paddusb = 0x66_0F_DC, Paddusw = 0x66_0F_DD,
    Psubsb = 0x66_0F_E8, Psubsw = 0x66_0F_E9, Psubusb = 0x66_0F_D8, Psubusw = 0x66_0F_D9,
    Pmullw = 0x66_0F_D5, Pmulhw = 0x66_0F_E5, Pmulld = 0x66_38_40, Pmuldq = 0x66_38_28, Pmuludq = 0x66_0F_F4, Pmulhrsw = 0x66_38_0B,
    Pmaxub = 0x66_0F_DE, Pmaxuw = 0x66_38_3E, Pmaxud = 0x66_38_3F, Pmaxsb = 0x66_38_3C, Pmaxsw = 0x66_0F_EE, Pmaxsd = 0x66_38_3D,
    Pminub = 0x66_0F_DA, Pminuw = 0x66_38_3A, Pminud = 0x66_38_3B, Pminsb = 0x66_38_38, Pminsw = 0x66_0F_EA, Pminsd = 0x66_38_39,
    Pcmpeqb = 0x66_0F_74, Pcmpeqw = 0x66_0F_75, Pcmpeqd = 0x66_0F_76, Pcmpeqq = 0x66_38_29,
    Pcmpgtb = 0x66_0F_64, Pcmpgtw = 0x66_0F_65, Pcmpgtd = 0x66_0F_66,
    Pabsb = 0x66_38_1C, Pabsw = 0x66_38_1D, Pabsd = 0x66_38_1E,

    // Other widths and places.
    Pmovsxbw = 0x66_38_20, Pmovsxwd = 0x66_38_23, Pmovsxdq = 0x66_38_25, Pmovzxbw = 0x66_38_30, Pmovzxwd = 0x66_38_33, Pmovzxdq = 0x66_38_35,
    Packsswb = 0x66_0F_63, Packuswb = 0x66_0F_67, Packssdw = 0x66_0F_6B, Packusdw = 0x66_38_2B,
    Punpcklbw = 0x66_0F_60, Punpcklwd = 0x66_0F_61, Punpckldq = 0x66_0F_62, Punpcklqdq = 0x66_0F_6C,
    Punpckhbw = 0x66_0F_68, Punpckhwd = 0x66_0F_69, Punpckhdq = 0x66_0F_6A, Punpckhqdq = 0x66_0F_6D,
    Pshufb = 0x66_38_00, Pshufd = 0x66_0F_70, Pshuflw = 0xF2_0F_70, Palignr = 0x66_3A_0F,

    // Shifts by a constant (the operation is in ModRM) and, with AVX2, by lanes.
    Shift16 = 0x66_0F_71, Shift32 = 0x66_0F_72, Shift64 = 0x66_0F_73,
    Vpsllvd = 0x66_38_47, Vpsrlvd = 0x66_38_45, Vpsravd = 0x66_38_46,

    // Floating point of single precision, four lanes; scalars take another prefix.
    Sqrtps = 0x00_0F_51, Addps = 0x00_0F_58, Mulps = 0x00_0F_59, Subps = 0x00_0F_5C, Minps = 0x00_0F_5D, Divps = 0x00_0F_5E, Maxps = 0x00_0F_5F,
    Cmpps = 0x00_0F_C2, Cvtdq2ps = 0x00_0F_5B, Cvttps2dq = 0xF3_0F_5B, Vfmadd231ps = 0x66_38_B8, Vfmadd231ss = 0x66_38_B9,
    Ucomiss = 0x00_0F_2E, Ucomisd = 0x66_0F_2E, Cvtss2sd = 0xF3_0F_5A, Cvtsd2ss = 0xF2_0F_5A,
}

/// <summary>Shifts of lanes by a constant, numbered as their encoding does.</summary>
internal enum LaneShift : byte
{
    Right = 2,
    RightArithmetic = 4,
    Left = 6,

    /// <summary>The whole register, by bytes; with <see cref="Simd.Shift64"/>.</summary>
    RightBytes = 3,
}

internal static class SimdExtensions
{
    /// <summary>The scalar form of an operation on four singles: prefix F3, or F2 for double precision.</summary>
    public static Simd Scalar(this Simd code, bool isDouble) => (Simd)(((uint)code & 0xFFFF) | (isDouble ? 0xF2_0000u : 0xF3_0000u));
}
