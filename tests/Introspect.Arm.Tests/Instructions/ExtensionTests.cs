namespace Introspect.Arm.Tests.Instructions;

/// <summary>Vectors of <see cref="InstructionVector"/>; what follows each instruction is what QEMU 7.2's Cortex-A15 gives.</summary>
public sealed class ExtensionTests
{
    public static TheoryData<string, string, string, string> Vectors => new()
    {
        { "A32 E6AF0071", "sxtb r0, r1", "r1=12348080", "r0=FFFFFF80" },
        { "A32 E6AF0471", "sxtb r0, r1, ror #8", "r1=12F4567F", "r0=56" },
        { "T32 FA4FF0A1", "sxtb.w r0, r1, ror #0x10", "r1=80FF0000", "r0=FFFFFFFF" },
        { "A32 E6AF0C71", "sxtb r0, r1, ror #0x18", "r1=812345F6", "r0=FFFFFF81" },
        { "T16 B248", "sxtb r0, r1", "r1=FFFF7F80", "r0=FFFFFF80" },
        { "A32 E6BF0071", "sxth r0, r1", "r1=12348080", "r0=FFFF8080" },
        { "A32 E6BF0471", "sxth r0, r1, ror #8", "r1=12F4567F", "r0=FFFFF456" },
        { "T32 FA0FF0A1", "sxth.w r0, r1, ror #0x10", "r1=80FF0000", "r0=FFFF80FF" },
        { "A32 E6BF0C71", "sxth r0, r1, ror #0x18", "r1=812345F6", "r0=FFFFF681" },
        { "T16 B208", "sxth r0, r1", "r1=FFFF7F80", "r0=7F80" },
        { "A32 E6EF0071", "uxtb r0, r1", "r1=12348080", "r0=80" },
        { "A32 E6EF0471", "uxtb r0, r1, ror #8", "r1=12F4567F", "r0=56" },
        { "T32 FA5FF0A1", "uxtb.w r0, r1, ror #0x10", "r1=80FF0000", "r0=FF" },
        { "A32 E6EF0C71", "uxtb r0, r1, ror #0x18", "r1=812345F6", "r0=81" },
        { "T16 B2C8", "uxtb r0, r1", "r1=FFFF7F80", "r0=80" },
        { "A32 E6FF0071", "uxth r0, r1", "r1=12348080", "r0=8080" },
        { "A32 E6FF0471", "uxth r0, r1, ror #8", "r1=12F4567F", "r0=F456" },
        { "T32 FA1FF0A1", "uxth.w r0, r1, ror #0x10", "r1=80FF0000", "r0=80FF" },
        { "A32 E6FF0C71", "uxth r0, r1, ror #0x18", "r1=812345F6", "r0=F681" },
        { "T16 B288", "uxth r0, r1", "r1=FFFF7F80", "r0=7F80" },
        { "A32 E6A10072", "sxtab r0, r1, r2", "r1=1 r2=FFFF80FF", "r0=0" },
        { "T32 FA41F0B2", "sxtab r0, r1, r2, ror #0x18", "r1=FFFFFFFF r2=81234580", "r0=FFFFFF80" },
        { "A32 E6B10072", "sxtah r0, r1, r2", "r1=1 r2=FFFF80FF", "r0=FFFF8100" },
        { "T32 FA01F0B2", "sxtah r0, r1, r2, ror #0x18", "r1=FFFFFFFF r2=81234580", "r0=FFFF8080" },
        { "A32 E6E10072", "uxtab r0, r1, r2", "r1=1 r2=FFFF80FF", "r0=100" },
        { "T32 FA51F0B2", "uxtab r0, r1, r2, ror #0x18", "r1=FFFFFFFF r2=81234580", "r0=80" },
        { "A32 E6F10072", "uxtah r0, r1, r2", "r1=1 r2=FFFF80FF", "r0=8100" },
        { "T32 FA11F0B2", "uxtah r0, r1, r2, ror #0x18", "r1=FFFFFFFF r2=81234580", "r0=8080" },
        { "A32 E68F0071", "sxtb16 r0, r1", "r1=128034F5", "r0=FF80FFF5" },
        { "T32 FA2FF0B0", "sxtb16 r0, r0, ror #0x18", "r0=80345678", "r0=56FF80" },
        { "A32 E68F0471", "sxtb16 r0, r1, ror #8", "r1=12345678", "r0=120056" },
        { "A32 E6CF0071", "uxtb16 r0, r1", "r1=128034F5", "r0=8000F5" },
        { "T32 FA3FF0B0", "uxtb16 r0, r0, ror #0x18", "r0=80345678", "r0=560080" },
        { "A32 E6CF0471", "uxtb16 r0, r1, ror #8", "r1=12345678", "r0=120056" },
        { "A32 E6810072", "sxtab16 r0, r1, r2", "r1=FFFFFFFF r2=800001", "r0=FF7F0000" },
        { "T32 FA20F0A1", "sxtab16 r0, r0, r1, ror #0x10", "r0=10002 r1=FF007F", "r0=800001" },
        { "A32 E6810C70", "sxtab16 r0, r1, r0, ror #0x18", "r1=7FFF8000 r0=81234567", "r0=80447F81" },
        { "A32 E6C10072", "uxtab16 r0, r1, r2", "r1=FFFFFFFF r2=800001", "r0=7F0000" },
        { "T32 FA30F0A1", "uxtab16 r0, r0, r1, ror #0x10", "r0=10002 r1=FF007F", "r0=800101" },
        { "A32 E6C10C70", "uxtab16 r0, r1, r0, ror #0x18", "r1=7FFF8000 r0=81234567", "r0=80448081" },
        { "A32 E6810012", "pkhbt r0, r1, r2", "r1=12345678 r2=9ABCDEF0", "r0=9ABC5678" },
        { "A32 E6810412", "pkhbt r0, r1, r2, lsl #8", "r1=12345678 r2=9ABCDEF0", "r0=BCDE5678" },
        { "T32 EAC170C0", "pkhbt r0, r1, r0, lsl #0x1f", "r1=12345678 r0=1", "r0=80005678" },
        { "A32 E6810852", "pkhtb r0, r1, r2, asr #0x10", "r1=12345678 r2=9ABCDEF0", "r0=12349ABC" },
        { "A32 E6810052", "pkhtb r0, r1, r2, asr #0x20", "r1=12345678 r2=9ABCDEF0", "r0=1234FFFF" },
        { "T32 EAC01021", "pkhtb r0, r0, r1, asr #4", "r0=12345678 r1=9ABCDEF0", "r0=1234CDEF" },
    };

    [Theory, MemberData(nameof(Vectors))]
    public void Bytes_and_halfwords_are_extended_added_and_packed(string encoding, string assembly, string before, string after) =>
        InstructionVector.Check(encoding, assembly, before, after);
}
