using Introspect.Arm.Models;

namespace Introspect.Differential.Tests;

/// <summary>
/// The CP15 registers and operations that MRC and MCR rows are tried on: those that leave the harness alone and are the same on both
/// sides (QEMU has another revision of the CPU, and other values where the manual leaves those after reset open). Fault registers
/// are not among them: what a case that the manual leaves open did would show in the next.
/// </summary>
internal static class SystemRegisters
{
    private const uint Cp15 = 1;

    /// <summary>CRn, opc1, CRm, opc2, and the version that brought it, which all later ones have.</summary>
    private static readonly (uint N, uint A, uint M, uint B, ArmVersion Since)[] s_read =
    [
        (2, 0, 0, 0, ArmVersion.V4), (3, 0, 0, 0, ArmVersion.V4), (13, 0, 0, 0, ArmVersion.V4), // TTBR0, DACR, FCSEIDR
        (2, 0, 0, 1, ArmVersion.V6), (2, 0, 0, 2, ArmVersion.V6), (1, 0, 0, 2, ArmVersion.V6),  // TTBR1, TTBCR, CPACR
        (0, 0, 0, 1, ArmVersion.V6), (0, 0, 0, 2, ArmVersion.V6), (0, 0, 1, 0, ArmVersion.V6),  // CTR, TCMTR, ID_PFR0
        (0, 0, 1, 4, ArmVersion.V6), (0, 0, 1, 5, ArmVersion.V6), (0, 0, 2, 0, ArmVersion.V6),  // ID_MMFR0, ID_MMFR1, ID_ISAR0
        (0, 0, 2, 1, ArmVersion.V6), (0, 0, 2, 3, ArmVersion.V6), (0, 0, 2, 5, ArmVersion.V6),  // ID_ISAR1, ID_ISAR3, ID_ISAR5
        (13, 0, 0, 1, ArmVersion.V6),                                                           // CONTEXTIDR
        (13, 0, 0, 2, ArmVersion.V6K), (13, 0, 0, 3, ArmVersion.V6K),                           // TPIDRURW, TPIDRURO
        (0, 0, 0, 3, ArmVersion.V7), (0, 0, 0, 5, ArmVersion.V7), (0, 0, 1, 1, ArmVersion.V7),  // TLBTR, MPIDR, ID_PFR1
        (0, 0, 1, 3, ArmVersion.V7), (0, 0, 1, 6, ArmVersion.V7), (0, 0, 1, 7, ArmVersion.V7),  // ID_AFR0, ID_MMFR2, ID_MMFR3
        (0, 0, 2, 2, ArmVersion.V7), (0, 0, 2, 4, ArmVersion.V7),                               // ID_ISAR2, ID_ISAR4
        (0, 1, 0, 1, ArmVersion.V7), (0, 1, 0, 7, ArmVersion.V7), (1, 0, 0, 0, ArmVersion.V7),  // CLIDR, AIDR, SCTLR
        (12, 0, 0, 0, ArmVersion.V7), (12, 0, 1, 0, ArmVersion.V7),                             // VBAR, ISR
    ];

    private static readonly (uint N, uint A, uint M, uint B, ArmVersion Since)[] s_written =
    [
        (7, 0, 5, 0, ArmVersion.V4), (7, 0, 10, 4, ArmVersion.V4),                              // ICIALLU, DSB
        (8, 0, 7, 0, ArmVersion.V4), (8, 0, 5, 0, ArmVersion.V4), (8, 0, 6, 0, ArmVersion.V4),  // TLBIALL, ITLBIALL, DTLBIALL
        (7, 0, 5, 4, ArmVersion.V6), (7, 0, 5, 6, ArmVersion.V6), (7, 0, 10, 5, ArmVersion.V6), // ISB, BPIALL, DMB
        (13, 0, 0, 1, ArmVersion.V6),                                                           // CONTEXTIDR
        (13, 0, 0, 2, ArmVersion.V6K), (13, 0, 0, 3, ArmVersion.V6K),                           // TPIDRURW, TPIDRURO
    ];

    /// <summary>Makes the word read or write one of them; a write of c13 is followed by a read.</summary>
    public static void Choose(DifferCase made, RowFields fields, Random random)
    {
        bool isWrite = made.Row.Name == "Mcr";
        var table = isWrite ? s_written : s_read;
        (uint n, uint a, uint m, uint b, ArmVersion since) = table[random.Next(table.Length)];
        while (made.Profile.Model.Version < since)
        {
            (n, a, m, b, since) = table[random.Next(table.Length)];
        }

        made.Word = With(made.Word, fields, n, a, m, b);
        if (!isWrite || n != 13)
        {
            return;
        }

        const uint UnconditionalRead = 0xEE10_0F10;
        uint read = With(UnconditionalRead, fields, 13, 0, 0, b);
        made.After.Add((made.Row.Set, fields.With(read, 't', (fields.Get(made.Word, 't') + 1) & 7)));
    }

    private static uint With(uint word, RowFields fields, uint n, uint a, uint m, uint b)
    {
        word = fields.With(fields.With(word, 'n', n), 'm', m);
        return fields.With(fields.With(fields.With(word, 'a', a), 'b', b), 'k', Cp15);
    }
}
