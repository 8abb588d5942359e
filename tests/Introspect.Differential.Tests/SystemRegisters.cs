namespace Introspect.Differential.Tests;

/// <summary>
/// The CP15 registers and operations that MRC and MCR rows are tried on: those that leave the harness alone and are the same on both
/// sides (QEMU has another revision of the CPU, and other values where the manual leaves those after reset open). Fault registers
/// are not among them: what a case that the manual leaves open did would show in the next.
/// </summary>
internal static class SystemRegisters
{
    private const uint Cp15 = 1;

    /// <summary>CRn, opc1, CRm, opc2.</summary>
    private static readonly (uint N, uint A, uint M, uint B)[] s_read =
    [
        (0, 0, 0, 1), (0, 0, 0, 2), (0, 0, 0, 3), (0, 0, 0, 5),                             // CTR, TCMTR, TLBTR, MPIDR
        (0, 0, 1, 0), (0, 0, 1, 1), (0, 0, 1, 3), (0, 0, 1, 4), (0, 0, 1, 5), (0, 0, 1, 6), (0, 0, 1, 7), // ID_PFR0 to ID_MMFR3
        (0, 0, 2, 0), (0, 0, 2, 1), (0, 0, 2, 2), (0, 0, 2, 3), (0, 0, 2, 4), (0, 0, 2, 5), // ID_ISAR0 to 5
        (0, 1, 0, 1), (0, 1, 0, 7),                                                         // CLIDR, AIDR
        (1, 0, 0, 0), (1, 0, 0, 2),                                                         // SCTLR, CPACR
        (2, 0, 0, 0), (2, 0, 0, 1), (2, 0, 0, 2), (3, 0, 0, 0),                             // TTBR0, TTBR1, TTBCR, DACR
        (12, 0, 0, 0), (12, 0, 1, 0), (13, 0, 0, 0),                                        // VBAR, ISR, FCSEIDR
        (13, 0, 0, 1), (13, 0, 0, 2), (13, 0, 0, 3),                                        // CONTEXTIDR, TPIDRURW, TPIDRURO
    ];

    private static readonly (uint N, uint A, uint M, uint B)[] s_written =
    [
        (13, 0, 0, 1), (13, 0, 0, 2), (13, 0, 0, 3),                                        // CONTEXTIDR, TPIDRURW, TPIDRURO
        (7, 0, 5, 4), (7, 0, 10, 4), (7, 0, 10, 5),                                         // ISB, DSB, DMB
        (7, 0, 5, 0), (7, 0, 5, 6), (8, 0, 7, 0), (8, 0, 5, 0), (8, 0, 6, 0),               // ICIALLU, BPIALL, TLBIALL, ITLBIALL, DTLBIALL
    ];

    /// <summary>Makes the word read or write one of them; a write is followed by a read.</summary>
    public static void Choose(DifferCase made, RowFields fields, Random random)
    {
        bool isWrite = made.Row.Name == "Mcr";
        (uint N, uint A, uint M, uint B)[] table = isWrite ? s_written : s_read;
        (uint n, uint a, uint m, uint b) = table[random.Next(table.Length)];
        made.Word = With(made.Word, fields, n, a, m, b);
        if (!isWrite)
        {
            return;
        }

        const uint UnconditionalRead = 0xEE10_0F10, ThreadRegister = 2;
        uint read = With(UnconditionalRead, fields, 13, 0, 0, n == 13 ? b : ThreadRegister);
        made.After.Add((made.Row.Set, fields.With(read, 't', (fields.Get(made.Word, 't') + 1) & 7)));
    }

    private static uint With(uint word, RowFields fields, uint n, uint a, uint m, uint b)
    {
        word = fields.With(fields.With(word, 'n', n), 'm', m);
        return fields.With(fields.With(fields.With(word, 'a', a), 'b', b), 'k', Cp15);
    }
}
