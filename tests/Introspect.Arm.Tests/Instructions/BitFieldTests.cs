namespace Introspect.Arm.Tests.Instructions;

/// <summary>Vectors of <see cref="InstructionVector"/>; what follows each instruction is what QEMU 7.2's Cortex-A15 gives.</summary>
public sealed class BitFieldTests
{
    public static TheoryData<string, string, string, string> Vectors => new()
    {
        { "A32 E7DF001F", "bfc r0, #0, #0x20", "r0=12345678", "r0=0" },
        { "A32 E7CF041F", "bfc r0, #8, #8", "r0=FFFFFFFF", "r0=FFFF00FF" },
        { "T32 F36F70DF", "bfc r0, #0x1f, #1", "r0=FFFFFFFF", "r0=7FFFFFFF" },
        { "A32 E7CB0211", "bfi r0, r1, #4, #8", "r0=FFFFFFFF r1=A5", "r0=FFFFFA5F" },
        { "A32 E7DF0011", "bfi r0, r1, #0, #0x20", "r0=FFFFFFFF r1=12345678", "r0=12345678" },
        { "T32 F361701F", "bfi r0, r1, #0x1c, #4", "r0=0 r1=FFFFFFFA", "r0=A0000000" },
        { "T32 F360401F", "bfi r0, r0, #0x10, #0x10", "r0=1234", "r0=12341234" },
        { "A32 E7A30251", "sbfx r0, r1, #4, #4", "r1=80", "r0=FFFFFFF8" },
        { "A32 E7BF0051", "sbfx r0, r1, #0, #0x20", "r1=80000001", "r0=80000001" },
        { "T32 F34170C0", "sbfx r0, r1, #0x1f, #1", "r1=80000000", "r0=FFFFFFFF" },
        { "A32 E7E30251", "ubfx r0, r1, #4, #4", "r1=FF80", "r0=8" },
        { "T32 F3C1001F", "ubfx r0, r1, #0, #0x20", "r1=80000001", "r0=80000001" },
        { "T32 F3C1200F", "ubfx r0, r1, #8, #0x10", "r1=12345678", "r0=3456" },
        { "A32 E16F0F11", "clz r0, r1", "r1=0", "r0=20" },
        { "A32 E16F0F11", "clz r0, r1", "r1=1", "r0=1F" },
        { "T32 FAB1F081", "clz r0, r1", "r1=80000000", "r0=0" },
        { "A32 E6FF0F31", "rbit r0, r1", "r1=80000003", "r0=C0000001" },
        { "T32 FA91F0A1", "rbit r0, r1", "r1=12345678", "r0=1E6A2C48" },
        { "A32 E6BF0F31", "rev r0, r1", "r1=12345678", "r0=78563412" },
        { "T32 FA91F081", "rev.w r0, r1", "r1=12345678", "r0=78563412" },
        { "T16 BA08", "rev r0, r1", "r1=12345678", "r0=78563412" },
        { "A32 E6BF0FB1", "rev16 r0, r1", "r1=12345678", "r0=34127856" },
        { "T32 FA91F091", "rev16.w r0, r1", "r1=12345678", "r0=34127856" },
        { "T16 BA48", "rev16 r0, r1", "r1=12345678", "r0=34127856" },
        { "A32 E6FF0FB1", "revsh r0, r1", "r1=12340080", "r0=FFFF8000" },
        { "T32 FA91F0B1", "revsh.w r0, r1", "r1=12348000", "r0=80" },
        { "T16 BAC8", "revsh r0, r1", "r1=1234FF7F", "r0=7FFF" },
    };

    [Theory, MemberData(nameof(Vectors))]
    public void Fields_bits_and_bytes_are_moved(string encoding, string assembly, string before, string after) =>
        InstructionVector.Check(encoding, assembly, before, after);
}
