namespace Introspect.Arm;

/// <summary>
/// What a translated block depends on besides its address: the value of <see cref="Ir.Slot.ExecutionState"/>. Part of it is CPSR
/// (T, E, IT), the rest follows from the mode and from CP15 and is kept up to date by whoever changes those.
/// </summary>
[Flags]
public enum ExecutionState : uint
{
    None = 0,

    /// <summary>CPSR.T: Thumb instructions.</summary>
    Thumb = 1 << 0,

    /// <summary>CPSR.E: data is big-endian.</summary>
    BigEndianData = 1 << 1,

    /// <summary>Any mode but User.</summary>
    Privileged = 1 << 2,

    /// <summary>Floating-point instructions are enabled here and now (CPACR, FPEXC.EN).</summary>
    FloatingPoint = 1 << 3,

    /// <summary>Advanced SIMD instructions are enabled here and now (CPACR.ASEDIS, FPEXC.EN).</summary>
    AdvancedSimd = 1 << 4,

    /// <summary>SCTLR.A: unaligned accesses fault.</summary>
    AlignmentCheck = 1 << 5,

    /// <summary>User or System mode: there is no SPSR and an exception return is unpredictable.</summary>
    NoSpsr = 1 << 6,

    /// <summary>The coprocessor access register lets this mode use the floating-point system registers.</summary>
    FloatingPointAccess = 1 << 7,

    /// <summary>
    /// Unaligned addresses lose their low bits and loaded words are rotated: ARMv4 and ARMv5, and ARMv6 with SCTLR.U clear (ARM DDI 0100I A2.8).
    /// </summary>
    RoundsAddresses = 1 << 16,

    /// <summary>FPSCR.LEN: three bits, the length of short vectors less one.</summary>
    VectorLength = 7 << ExecutionStateExtensions.VectorLengthShift,

    /// <summary>FPSCR.STRIDE is not 00: a register between two elements of a short vector is left out. 01 and 10 are UNPREDICTABLE.</summary>
    VectorStride = 1 << 20,

    /// <summary>
    /// SCTLR.B: memory is big-endian in the way of BE-32, words are where they are and bytes and halfwords lie in them from the left
    /// (ARM DDI 0100I A2.7).
    /// </summary>
    WordInvariant = 1 << 21,

    /// <summary>Hyp mode: it returns to ELR_hyp, and has no other return from an exception.</summary>
    Hyp = 1 << 22,
}

/// <summary>The fields within an <see cref="ExecutionState"/>.</summary>
public static class ExecutionStateExtensions
{
    /// <summary>Position of the eight IT bits.</summary>
    public const int ItShift = 8;

    /// <summary>Position of <see cref="ExecutionState.VectorLength"/>.</summary>
    public const int VectorLengthShift = 17;

    /// <summary>LEN and STRIDE of the FPSCR.</summary>
    public const uint FpscrVector = 0x0037_0000;

    /// <summary>The short vectors that FPSCR asks for.</summary>
    public static ExecutionState VectorsOf(uint fpscr) =>
        (ExecutionState)(((fpscr >> 16) & 7) << VectorLengthShift) | ((fpscr & (3 << 20)) != 0 ? ExecutionState.VectorStride : 0);

    /// <summary>Thumb code whose halfwords are the other ones of their words: SCTLR.B.</summary>
    public static bool HasSwappedHalfwords(this ExecutionState state) =>
        (state & (ExecutionState.Thumb | ExecutionState.WordInvariant)) == (ExecutionState.Thumb | ExecutionState.WordInvariant);

    /// <summary>The IT state.</summary>
    public static ItState It(this ExecutionState state) => new((byte)((uint)state >> ItShift));

    /// <summary>The same state with another IT state.</summary>
    public static ExecutionState With(this ExecutionState state, ItState it) =>
        (ExecutionState)(((uint)state & ~(0xFFu << ItShift)) | ((uint)it.Value << ItShift));
}
