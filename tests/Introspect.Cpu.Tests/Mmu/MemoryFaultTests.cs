using Introspect.Core.PageTables;
using Introspect.Cpu.Mmu;

namespace Introspect.Cpu.Tests.Mmu;

public sealed class MemoryFaultTests
{
    public static TheoryData<MmuKind, FaultStatus, byte, AccessKind, byte?, uint> Registers => new()
    {
        // MMU           status                          domain  access              level  register     ARM DDI 0406C B4.1.52, tables B3-23 and B3-24
        { MmuKind.Vmsa7, FaultStatus.TranslationSection, 0x3, AccessKind.Read, null, 0x035 },
        { MmuKind.Vmsa7, FaultStatus.PermissionPage, 0x1, AccessKind.Write, null, 0x81F },
        { MmuKind.Vmsa7, FaultStatus.PermissionPage, 0x1, AccessKind.Execute, null, 0x00F },
        { MmuKind.Vmsa7, FaultStatus.Alignment, 0x0, AccessKind.Write, null, 0x801 },
        { MmuKind.Vmsa7, FaultStatus.TranslationPage, 0x0, AccessKind.Read, 2, 0x206 },
        { MmuKind.Vmsa7, FaultStatus.PermissionPage, 0x0, AccessKind.Write, 3, 0xA0F },
        { MmuKind.Vmsa7, FaultStatus.Alignment, 0x0, AccessKind.Read, 0, 0x221 },
        { MmuKind.Vmsa7, FaultStatus.ExternalAbort, 0x0, AccessKind.Read, 0, 0x210 },

        // ARM DDI 0211H 3.3.15: RW is bit 11.
        { MmuKind.Vmsa6, FaultStatus.PermissionPage, 0x1, AccessKind.Write, null, 0x81F },
        { MmuKind.Vmsa6, FaultStatus.PermissionPage, 0x1, AccessKind.Execute, null, 0x00F },

        // ARM DDI 0100I B4.6.1: status and domain, of fetches too.
        { MmuKind.Vmsa5, FaultStatus.PermissionPage, 0x1, AccessKind.Write, null, 0x01F },
        { MmuKind.Vmsa5, FaultStatus.DomainSection, 0xA, AccessKind.Execute, null, 0x0A9 },
    };

    [Theory, MemberData(nameof(Registers))]
    public void A_fault_reads_as_the_manual_says(MmuKind mmu, FaultStatus status, byte domain, AccessKind kind, byte? level, uint register) =>
        Assert.Equal(register, new MemoryFault(status, 0, domain, kind, level, mmu).StatusRegister);
}
