namespace Introspect.Arm.Tests.Instructions;

/// <summary>Vectors of <see cref="InstructionVector"/>; what follows each instruction is what QEMU 7.2's Cortex-A15 gives.</summary>
public sealed class ShiftTests
{
    public static TheoryData<string, string, string, string> Vectors => new()
    {
        { "A32 E1B00081", "lsls r0, r1, #1", "r1=C0000000", "r0=80000000 NC" },
        { "A32 E1A00F81", "lsl r0, r1, #0x1f", "r1=3", "r0=80000000" },
        { "A32 E1B00021", "lsrs r0, r1, #0x20", "r1=80000000", "r0=0 ZC" },
        { "A32 E1B000A1", "lsrs r0, r1, #1", "r1=1 N", "r0=0 nZC" },
        { "A32 E1B00041", "asrs r0, r1, #0x20", "r1=80000000", "r0=FFFFFFFF NC" },
        { "A32 E1A00241", "asr r0, r1, #4", "r1=80000000", "r0=F8000000" },
        { "A32 E1B00261", "rors r0, r1, #4", "r1=8", "r0=80000000 NC" },
        { "A32 E1B00FE0", "rors r0, r0, #0x1f", "r0=1", "r0=2" },
        { "A32 E1B00061", "rrxs r0, r1", "r1=2 C", "r0=80000001 Nc" },
        { "A32 E1B00060", "rrxs r0, r0", "r0=1", "r0=0 ZC" },
        { "A32 E1A00061", "rrx r0, r1", "r1=1 C", "r0=80000000" },
        { "T32 EA5F1041", "lsls.w r0, r1, #5", "r1=8000000", "r0=0 ZC" },
        { "T32 EA4F0011", "lsr.w r0, r1, #0x20", "r1=80000000", "r0=0" },
        { "T32 EA5F0061", "asrs.w r0, r1, #1", "r1=80000001", "r0=C0000000 NC" },
        { "T32 EA4F4031", "ror.w r0, r1, #0x10", "r1=12345678", "r0=56781234" },
        { "T32 EA5F0031", "rrxs r0, r1", "r1=80000001", "r0=40000000 C" },
        { "T16 07C8", "lsls r0, r1, #0x1f", "r1=2", "r0=0 ZC" },
        { "T16 0808", "lsrs r0, r1, #0x20", "r1=80000000", "r0=0 ZC" },
        { "T16 1008", "asrs r0, r1, #0x20", "r1=7FFFFFFF C", "r0=0 Zc" },
        { "A32 E1B00211", "lsls r0, r1, r2", "r1=1 r2=20", "r0=0 ZC" },
        { "A32 E1B00211", "lsls r0, r1, r2", "r1=1 r2=0 C", "r0=1" },
        { "A32 E1B00211", "lsls r0, r1, r2", "r1=FFFFFFFF r2=FF C", "r0=0 Zc" },
        { "A32 E1B00231", "lsrs r0, r1, r2", "r1=80000000 r2=20", "r0=0 ZC" },
        { "A32 E1B00231", "lsrs r0, r1, r2", "r1=80000000 r2=21 C", "r0=0 Zc" },
        { "A32 E1B00251", "asrs r0, r1, r2", "r1=80000000 r2=80", "r0=FFFFFFFF NC" },
        { "A32 E1B00271", "rors r0, r1, r2", "r1=80000000 r2=20", "r0=80000000 NC" },
        { "A32 E1B00271", "rors r0, r1, r2", "r1=1 r2=21", "r0=80000000 NC" },
        { "A32 E1A00070", "ror r0, r0, r0", "r0=8", "r0=8000000" },
        { "T32 FA01F002", "lsl.w r0, r1, r2", "r1=1 r2=1F", "r0=80000000" },
        { "T32 FA31F002", "lsrs.w r0, r1, r2", "r1=3 r2=1", "r0=1 C" },
        { "T32 FA51F002", "asrs.w r0, r1, r2", "r1=80000000 r2=1F", "r0=FFFFFFFF N" },
        { "T32 FA71F002", "rors.w r0, r1, r2", "r1=F r2=4", "r0=F0000000 NC" },
        { "T16 4088", "lsls r0, r1", "r0=1 r1=1F", "r0=80000000 N" },
        { "T16 40C8", "lsrs r0, r1", "r0=1 r1=1", "r0=0 ZC" },
        { "T16 4108", "asrs r0, r1", "r0=80000000 r1=FF", "r0=FFFFFFFF NC" },
        { "T16 41C8", "rors r0, r1", "r0=1 r1=100 C", "" },
    };

    [Theory, MemberData(nameof(Vectors))]
    public void Shifts_give_the_last_bit_shifted_out_as_carry(string encoding, string assembly, string before, string after) =>
        InstructionVector.Check(encoding, assembly, before, after);
}
