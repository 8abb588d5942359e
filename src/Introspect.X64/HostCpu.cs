using System.Runtime.Intrinsics.X86;

namespace Introspect.X64;

/// <summary>
/// What the host's CPU can do, of what translated code makes use. The CPU itself is asked: a program that is compiled ahead takes
/// <c>IsSupported</c> of the framework's intrinsics for what it was compiled for.
/// </summary>
/// <remarks>Intel SDM volume 2A, CPUID, and volume 1, 14.3 (AVX needs the operating system); AMD APM volume 3, appendix E (LZCNT).</remarks>
public static unsafe class HostCpu
{
    private const int VectorState = 6;   // XCR0: XMM and the upper halves of YMM

    private static readonly uint s_leaf1 = (uint)X86Base.CpuId(1, 0).Ecx;
    private static readonly uint s_leaf7 = X86Base.CpuId(0, 0).Eax >= 7 ? (uint)X86Base.CpuId(7, 0).Ebx : 0;
    private static readonly uint s_extended = (uint)X86Base.CpuId(unchecked((int)0x8000_0001), 0).Ecx;

    /// <summary>SSE4.1: lanes are moved and extended.</summary>
    public static bool HasSse41 { get; } = Has(s_leaf1, 19);

    /// <summary>AVX, which the operating system has to allow: three operands.</summary>
    public static bool HasAvx { get; } = Has(s_leaf1, 28) && Has(s_leaf1, 27) && (ReadXcr0() & VectorState) == VectorState;

    /// <summary>AVX2: each lane is shifted by a number of its own.</summary>
    public static bool HasAvx2 { get; } = HasAvx && Has(s_leaf7, 5);

    /// <summary>FMA3: fused multiplications.</summary>
    public static bool HasFma { get; } = HasAvx && Has(s_leaf1, 12);

    /// <summary>BMI1: ANDN.</summary>
    public static bool HasBmi1 { get; } = Has(s_leaf7, 3);

    /// <summary>BMI2: rotations and shifts that leave the flags alone.</summary>
    public static bool HasBmi2 { get; } = Has(s_leaf7, 8);

    /// <summary>LZCNT.</summary>
    public static bool HasLzcnt { get; } = Has(s_extended, 5);

    private static bool Has(uint flags, int bit) => (flags & (1u << bit)) != 0;

    // XGETBV has no intrinsic: an instruction of our own code. Only where the CPU has it.
    private static uint ReadXcr0()
    {
        ReadOnlySpan<byte> code = [0x31, 0xC9, 0x0F, 0x01, 0xD0, 0xC3];   // xor ecx, ecx; xgetbv; ret
        using var buffer = new CodeBuffer(code.Length, CodeMapping.Double);
        byte* written = buffer.Reserve(code.Length);
        code.CopyTo(new Span<byte>(written, code.Length));

        // SAFETY: the code takes nothing, changes no register that its caller keeps, and is gone after the call.
        return ((delegate* unmanaged<uint>)buffer.Executed(written))();
    }
}
