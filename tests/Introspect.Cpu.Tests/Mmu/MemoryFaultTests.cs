using Introspect.Cpu.Mmu;

namespace Introspect.Cpu.Tests.Mmu;

public sealed class MemoryFaultTests
{
    public static TheoryData<FaultStatus, byte, AccessKind, byte?, uint> Registers => new()
    {
        // status                          domain  access              level  register     ARM DDI 0406C B4.1.52, tables B3-23 and B3-24
        { FaultStatus.TranslationSection, 0x3, AccessKind.Read, null, 0x035 },
        { FaultStatus.PermissionPage, 0x1, AccessKind.Write, null, 0x81F },
        { FaultStatus.PermissionPage, 0x1, AccessKind.Execute, null, 0x00F },
        { FaultStatus.Alignment, 0x0, AccessKind.Write, null, 0x801 },
        { FaultStatus.TranslationPage, 0x0, AccessKind.Read, 2, 0x206 },
        { FaultStatus.PermissionPage, 0x0, AccessKind.Write, 3, 0xA0F },
        { FaultStatus.Alignment, 0x0, AccessKind.Read, 0, 0x221 },
        { FaultStatus.ExternalAbort, 0x0, AccessKind.Read, 0, 0x210 },
    };

    [Theory, MemberData(nameof(Registers))]
    public void A_fault_reads_as_the_manual_says(FaultStatus status, byte domain, AccessKind kind, byte? level, uint register) =>
        Assert.Equal(register, new MemoryFault(status, 0, domain, kind, level).StatusRegister);
}
