namespace Introspect.Arm.Tests.Instructions;

/// <summary>Vectors of <see cref="InstructionVector"/>; what follows each instruction is what QEMU 7.2's Cortex-A15 gives.</summary>
public sealed class SaturationTests
{
    public static TheoryData<string, string, string, string> Vectors => new()
    {
        { "A32 E1020051", "qadd r0, r1, r2", "r1=7FFFFFFF r2=1", "r0=7FFFFFFF Q" },
        { "A32 E1020051", "qadd r0, r1, r2", "r1=1 r2=2 Q", "r0=3" },
        { "T32 FA82F081", "qadd r0, r1, r2", "r1=80000000 r2=FFFFFFFF", "r0=80000000 Q" },
        { "A32 E1220051", "qsub r0, r1, r2", "r1=80000000 r2=1", "r0=80000000 Q" },
        { "T32 FA82F0A1", "qsub r0, r1, r2", "r1=5 r2=7", "r0=FFFFFFFE" },
        { "A32 E1420051", "qdadd r0, r1, r2", "r1=FFFFFFFF r2=40000000", "r0=7FFFFFFE Q" },
        { "A32 E1420051", "qdadd r0, r1, r2", "r1=1 r2=3FFFFFFF", "r0=7FFFFFFF" },
        { "T32 FA82F091", "qdadd r0, r1, r2", "r1=7FFFFFFF r2=1", "r0=7FFFFFFF Q" },
        { "A32 E1620051", "qdsub r0, r1, r2", "r1=0 r2=80000000", "r0=7FFFFFFF Q" },
        { "T32 FA82F0B1", "qdsub r0, r1, r2", "r1=A r2=3", "r0=4" },
        { "A32 E6A00011", "ssat r0, #1, r1", "r1=1", "r0=0 Q" },
        { "A32 E6BF0011", "ssat r0, #0x20, r1", "r1=80000000", "r0=80000000" },
        { "A32 E6A70211", "ssat r0, #8, r1, lsl #4", "r1=FFFFFFF7", "r0=FFFFFF80 Q" },
        { "A32 E6A70211", "ssat r0, #8, r1, lsl #4", "r1=7", "r0=70" },
        { "A32 E6A30051", "ssat r0, #4, r1, asr #0x20", "r1=80000000", "r0=FFFFFFFF" },
        { "T32 F321004F", "ssat r0, #0x10, r1, asr #1", "r1=10000", "r0=7FFF Q" },
        { "T32 F301004F", "ssat r0, #0x10, r1, lsl #1", "r1=FFFFC000", "r0=FFFF8000" },
        { "A32 E6E00011", "usat r0, #0, r1", "r1=1", "r0=0 Q" },
        { "A32 E6E80011", "usat r0, #8, r1", "r1=FFFFFFFF", "r0=0 Q" },
        { "A32 E6E80251", "usat r0, #8, r1, asr #4", "r1=FFF", "r0=FF" },
        { "A32 E6FF0091", "usat r0, #0x1f, r1, lsl #1", "r1=3FFFFFFF", "r0=7FFFFFFE" },
        { "T32 F3A10048", "usat r0, #8, r1, asr #1", "r1=FE", "r0=7F" },
        { "T32 F3810005", "usat r0, #5, r1", "r1=20", "r0=1F Q" },
        { "A32 E6A70F31", "ssat16 r0, #8, r1", "r1=7FFF8000", "r0=7FFF80 Q" },
        { "A32 E6AF0F31", "ssat16 r0, #0x10, r1", "r1=7FFF8000", "r0=7FFF8000" },
        { "T32 F3210103", "ssat16 r1, #4, r1", "r1=FFF80007", "" },
        { "A32 E6E80F31", "usat16 r0, #8, r1", "r1=1008000", "r0=FF0000 Q" },
        { "A32 E6EF0F31", "usat16 r0, #0xf, r1", "r1=7FFF0001", "r0=7FFF0001" },
        { "T32 F3A10100", "usat16 r1, #0, r1", "r1=FFFF0000", "r1=0 Q" },
    };

    [Theory, MemberData(nameof(Vectors))]
    public void What_does_not_fit_saturates_and_sets_Q(string encoding, string assembly, string before, string after) =>
        InstructionVector.Check(encoding, assembly, before, after);
}
