namespace Introspect.Arm.Tests.Instructions;

/// <summary>Vectors of <see cref="InstructionVector"/>; what follows each instruction is what QEMU 7.2's Cortex-A15 gives.</summary>
public sealed class MultiplyTests
{
    public static TheoryData<string, string, string, string> Vectors => new()
    {
        { "A32 E0000291", "mul r0, r1, r2", "r1=FFFFFFFF r2=FFFFFFFF", "r0=1" },
        { "A32 E0100291", "muls r0, r1, r2", "r1=10000 r2=10000 NCV", "r0=0 nZ" },
        { "T32 FB01F802", "mul r8, r1, r2", "r1=7 r2=6", "r8=2A" },
        { "T16 4348", "muls r0, r1, r0", "r0=FFFFFFFF r1=1", "N" },
        { "A32 E0303291", "mlas r0, r1, r2, r3", "r1=FFFFFFFF r2=2 r3=2 N", "r0=0 nZ" },
        { "T32 FB000000", "mla r0, r0, r0, r0", "r0=3", "r0=C" },
        { "A32 E0603291", "mls r0, r1, r2, r3", "r1=3 r2=4 r3=5", "r0=FFFFFFF9" },
        { "T32 FB013312", "mls r3, r1, r2, r3", "r1=3 r2=4 r3=FF", "r3=F3" },
        { "A32 E0810392", "umull r0, r1, r2, r3", "r2=FFFFFFFF r3=FFFFFFFF", "r0=1 r1=FFFFFFFE" },
        { "A32 E0910392", "umulls r0, r1, r2, r3", "r2=0 r3=FFFFFFFF N", "r0=0 r1=0 nZ" },
        { "A32 E0910392", "umulls r0, r1, r2, r3", "r2=80000000 r3=1", "r0=80000000 r1=0" },
        { "T32 FBA22303", "umull r2, r3, r2, r3", "r2=80000000 r3=6", "r2=0 r3=3" },
        { "A32 E0B10392", "umlals r0, r1, r2, r3", "r0=1 r1=FFFFFFFF r2=FFFFFFFF r3=1", "r0=0 r1=0 Z" },
        { "T32 FBE00101", "umlal r0, r1, r0, r1", "r0=FFFFFFFF r1=2", "r0=FFFFFFFD r1=4" },
        { "A32 E0C10392", "smull r0, r1, r2, r3", "r2=80000000 r3=80000000", "r0=0 r1=40000000" },
        { "A32 E0D10392", "smulls r0, r1, r2, r3", "r2=FFFFFFFF r3=1", "r0=FFFFFFFF r1=FFFFFFFF N" },
        { "T32 FB820103", "smull r0, r1, r2, r3", "r2=7FFFFFFF r3=FFFFFFFE", "r0=2 r1=FFFFFFFF" },
        { "A32 E0F10392", "smlals r0, r1, r2, r3", "r0=1 r1=0 r2=FFFFFFFF r3=1 N", "r0=0 nZ" },
        { "T32 FBC20103", "smlal r0, r1, r2, r3", "r0=FFFFFFFF r1=7FFFFFFF r2=1 r3=1", "r0=0 r1=80000000" },
        { "A32 E0410392", "umaal r0, r1, r2, r3", "r0=FFFFFFFF r1=FFFFFFFF r2=FFFFFFFF r3=FFFFFFFF", "" },
        { "A32 E0410190", "umaal r0, r1, r0, r1", "r0=5 r1=7", "r0=2F r1=0" },
        { "T32 FBE20163", "umaal r0, r1, r2, r3", "r0=80000000 r1=80000001 r2=2 r3=3", "r0=7 r1=1" },
        { "A32 E710F211", "sdiv r0, r1, r2", "r1=80000000 r2=FFFFFFFF", "r0=80000000" },
        { "A32 E710F211", "sdiv r0, r1, r2", "r1=FFFFFFF9 r2=2", "r0=FFFFFFFD" },
        { "A32 E710F211", "sdiv r0, r1, r2", "r1=7 r2=0", "r0=0" },
        { "T32 FB90F0F1", "sdiv r0, r0, r1", "r0=FFFFFF9C r1=7", "r0=FFFFFFF2" },
        { "A32 E730F211", "udiv r0, r1, r2", "r1=FFFFFFF9 r2=2", "r0=7FFFFFFC" },
        { "A32 E730F211", "udiv r0, r1, r2", "r1=7 r2=0", "r0=0" },
        { "T32 FBB1F0F0", "udiv r0, r1, r0", "r1=64 r0=7", "r0=E" },
    };

    [Theory, MemberData(nameof(Vectors))]
    public void Words_are_multiplied_and_divided(string encoding, string assembly, string before, string after) =>
        InstructionVector.Check(encoding, assembly, before, after);
}
