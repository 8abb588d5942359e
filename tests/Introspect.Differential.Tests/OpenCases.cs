using System.Buffers.Binary;
using System.Numerics;
using Introspect.Arm;
using Introspect.Arm.Models;
using Introspect.Arm.Operands;

namespace Introspect.Differential.Tests;

/// <summary>
/// Words that the manual (ARM DDI 0406C) leaves open and QEMU fills otherwise than we do, and the places where QEMU is wrong: one
/// table, each line with its reason.
/// </summary>
internal static class OpenCases
{
    private const uint Pc = 15, Sp = 13, Lr = 14;

    private const uint SavedField = 1 << 4, IllegalState = 1 << 20, AlternativeHalf = 1 << 26;

    private const string Single =
        "LdrImmediate LdrRegister LdrbImmediate LdrbRegister LdrhImmediate LdrhRegister LdrsbImmediate LdrsbRegister LdrshImmediate " +
        "LdrshRegister StrImmediate StrRegister StrbImmediate StrbRegister StrhImmediate StrhRegister ";

    private const string Unprivileged =
        "LdrtImmediate LdrtRegister LdrbtImmediate LdrbtRegister LdrhtImmediate LdrhtRegister LdrsbtImmediate LdrsbtRegister " +
        "LdrshtImmediate LdrshtRegister StrtImmediate StrtRegister StrbtImmediate StrbtRegister StrhtImmediate StrhtRegister ";

    private const string Dual = "LdrdImmediate LdrdRegister StrdImmediate StrdRegister";

    private const string VectorMemory = "VectorLoadMultiple VectorStoreMultiple VectorLoadLane VectorStoreLane VectorLoadAllLanes";

    private static readonly string[] s_returnsOnlyHere = ["And", "Eor", "Rsb", "Add", "Adc", "Sbc", "Rsc", "Orr", "Bic", "Mvn"];

    private static readonly Line[] s_table =
    [
        new(
            "WriteNoField",
            c => c.IsAbsent,
            "a hint with bits 11:8 set is UNPREDICTABLE (A8.8.119 and its neighbours)"),
        new(
            "WriteNoField",
            c => (c.Case.Word & 0xFE) == 2,
            "MSR without a field does nothing until ARMv6K makes hints of it (ARM DDI 0100I A4.1.39); QEMU 7.2 waits for ever in WFI"),
        new(
            "Nop Yield Sev Hint IfThen CompareAndBranch",
            c => c.IsAbsent && c.Set == InstructionSet.T16,
            "hints, IT and CBZ are undefined in Thumb before ARMv6T2 (ARM DDI 0100I A6.1); QEMU 7.2 executes them"),
        new(
            "BranchLinkPrefix BranchLink BranchLinkExchange",
            c => c.Version < ArmVersion.V6T2 && c.Set != InstructionSet.A32 && (c.Set == InstructionSet.T16 || (c.Case.Word & 0x2800) != 0x2800),
            "the halves of BL are two instructions (ARM DDI 0100I A7.1.16); QEMU 7.2 takes a first half with whatever follows for one, undefined"),
        new(
            "BranchLinkSuffix",
            c => (c.Case.R[Lr] & 1) != 0,
            "a second half of BL behind anything but a first one is UNPREDICTABLE (ARM DDI 0100I A7.1.16)"),
        new(
            "MsrImmediate MsrRegister",
            c => c.Version < ArmVersion.V6 && (c.Field('f') & StatusFields.Extension) != 0,
            "bit 8 is reserved before ARMv6 (ARM DDI 0100I A2.5); QEMU 7.2 has A in all versions"),
        new(
            "Mrc",
            c => c.Version < ArmVersion.V7 && (c.Field('n'), c.Field('m'), c.Field('b')) is (0, 0, 1) or (1, 0, 2),
            "CTR is of another revision; of CPACR QEMU 7.2 sets bits 31:30, which are of ARMv7 (ARM DDI 0301H 3.2.9)"),
        new(
            "Mrc",
            c => c.Profile.Name == "cortex-a8" &&
                (c.Field('n'), c.Field('a'), c.Field('m'), c.Field('b')) is (0, 0, 0, 3 or 5) or (0, 1, 0, 1) or (0, 0, 1, 1),
            "TLBTR, MPIDR, CLIDR and ID_PFR1 as the TRM has them (ARM DDI 0344K table 3-3); QEMU 7.2 has zeros, no cache of level 2 and no " +
            "Security Extensions"),
        new(
            "ReadFloatSystem WriteFloatSystem",
            c => c.Version < ArmVersion.V7 && c.IsUser && c.Field('r') is FloatSystemRegister.Mvfr0 or FloatSystemRegister.Mvfr1,
            "User mode may identify VFPv2 while it is enabled (ARM DDI 0301H table 20-4); in QEMU 7.2 MVFR0 and MVFR1 are undefined there"),
        new(
            "WriteFpscr",
            c => !c.IsAbsent && !c.Profile.Model.Has(ArmExtensions.HalfPrecision) && c.Field('t') != Pc && (c.Case.R[c.Field('t')] & AlternativeHalf) != 0,
            "AHP came with half precision (A2.6.2); QEMU 7.2 keeps it on every model"),
        new(
            "ReadFloatSystem",
            c => c.Field('r') == FloatSystemRegister.Fpinst,
            "FPINST is 0xEE000A00 after a reset (ARM DDI 0301H 20.4.6); in QEMU 7.2 it is zero"),
        new(
            "ReadFloatSystem",
            c => c.Profile.Name == "cortex-a8" && c.Field('r') == FloatSystemRegister.Fpsid,
            "FPSID is of another revision (ARM DDI 0344K 13.4)"),
        new(
            "FloatMove FloatAbsolute FloatNegate FloatSquareRoot",
            c => c.Profile.Model.Has(ArmExtensions.ShortVectors) && c.IsShortVector && c.IsDouble,
            "short vectors of doubles with one source (D11.5): QEMU 7.2 takes the next source for the next result"),
        new(
            "StrImmediate StrRegister Stm StmUser",
            c => (c.Profile.Model.Quirks & CpuQuirks.StoresPcPlus12) != 0 && (c['t'] == Pc || c.IsListed(Pc)),
            "whether a stored PC is 8 or 12 ahead is IMPLEMENTATION DEFINED (ARM DDI 0100I A2.4.3); ARM7 and ARM9 store 12, QEMU 8"),
        new(
            "VectorFusedMultiplyAccumulate",
            c => c.IsAbsent,
            "of VFPv4 (A8.8.317); QEMU 7.2 has it wherever there is Advanced SIMD"),
        new(
            "",
            c => c.Profile.Model.Has(ArmExtensions.ShortVectors) && c.IsOpenShortVector,
            "short vectors: STRIDE of 11 is two registers, QEMU 7.2 steps by four; other strides," +
            " more registers than a bank has and sources that overlap the result are UNPREDICTABLE (D11.5)"),
        new(
            Unprivileged,
            c => c.IsAbsent && c.Version < ArmVersion.V6T2,
            "LDRH and its neighbours with P = 0 and W = 1 are UNPREDICTABLE until ARMv6T2 makes LDRHT of them (ARM DDI 0100I A5.3)"),
        new(
            "Never",
            _ => true,
            "a condition of 1111 is UNPREDICTABLE in ARMv4 (ARM DDI 0100I A3.2.1); ours never executes it, as the ARM7TDMI, " +
            "and QEMU calls it undefined"),
        new(
            "",
            c => c.Version < ArmVersion.V6 && c.ShiftsByRegister && (c.UsesPc || c.ShiftsByPc),
            "the PC in an instruction that shifts by a register is UNPREDICTABLE (ARM DDI 0100I A5.1.5); ours is 12 ahead " +
            "there, as on the ARM7TDMI, QEMU's 8"),
        new(
            "Eret",
            c => c.IsAbsent && c.Version == ArmVersion.V7,
            "of the Virtualization Extensions (B9.3.3), which QEMU's board switches off without taking their instructions away"),
        new(
            Single + Unprivileged,
            c => c['n'] == Pc && (c.WritesBack || c.IsUnprivileged),
            "write-back to the PC is UNPREDICTABLE (A8.8.62 and its neighbours)"),
        new(
            Single + Unprivileged,
            c => c['t'] == Pc && (c.IsUnprivileged || c.Set == InstructionSet.T32 ||
                c.Name is not ("LdrImmediate" or "LdrRegister" or "StrImmediate" or "StrRegister")),
            "the PC as value is UNPREDICTABLE but for LDR and, in A32, STR (A8.8.62 and its neighbours)"),
        new(
            Dual,
            c => c.First is Lr or Pc || c.Second == Pc || (c.Set == InstructionSet.T32 && (c.First == Sp || c.Second == Sp)),
            "the PC, and in T32 the SP, as one of the two registers is UNPREDICTABLE (A8.8.72, A8.8.210)"),
        new(
            Dual,
            c => c.WritesBack && (c['n'] == Pc || c['n'] == c.First || c['n'] == c.Second),
            "write-back to the PC or to a transferred register is UNPREDICTABLE (A8.8.72, A8.8.210)"),
        new(
            Dual,
            c => c.Has('m') && (c['m'] == Pc || (c.Name == "LdrdRegister" && (c['m'] == c.First || c['m'] == c.Second))),
            "an index that is the PC or is loaded is UNPREDICTABLE (A8.8.74)"),
        new(
            "Ldm LdmExceptionReturn",
            c => c.IsListed(c.Base) && c.Has('w') == (c.Field('w') == 1),
            "a base that is loaded and written back is UNPREDICTABLE (A8.8.58)"),
        new(
            "Ldm Stm",
            c => c.Set == InstructionSet.T32 && (c.IsListed(Sp) || (c.IsListed(Lr) && c.IsListed(Pc)) || BitOperations.PopCount(c.Field('r')) < 2),
            "the SP, LR with PC, or less than two registers in a T32 list are UNPREDICTABLE (A8.8.57, A8.8.199)"),
        new(
            "Stm",
            c => c.Set == InstructionSet.T32 && (c.IsListed(Pc) || (c.Field('w') == 1 && c.IsListed(c.Base))),
            "the PC, or the base when it is written back, in a T32 list of stores is UNPREDICTABLE (A8.8.199)"),
        new(
            "Ldm Stm LdmUser StmUser LdmThumb",
            c => c.Field('r') == 0 || c.Base == Pc,
            "an empty list and the PC as base are UNPREDICTABLE (A8.8.57, A8.8.199)"),
        new(
            "LdrdImmediate LdrdRegister Ldm LdmThumb LdmUser LdmExceptionReturn FloatLoadMultiple VectorLoadMultiple VectorLoadLane " +
            "VectorLoadAllLanes",
            c => c.AbortsAlike,
            "what a load of several registers that aborts has loaded is UNKNOWN (B1.9.8); here nothing",
            NeedsResults: true),
        new(
            "LdmUser StmUser",
            c => c.Field('w') == 1 || c.HasNoSpsr,
            "write-back, and User and System mode, are UNPREDICTABLE (B9.3.6, B9.3.18)"),
        new(
            "Umull Umlal Smull Smlal Umaal SmlalHalves Smlald Smlsld",
            c => c['l'] == c['h'],
            "the same register for both halves of the result is UNPREDICTABLE (A8.8.189 and its neighbours)"),
        new(
            "Strex Strexb Strexh Strexd Ldrex Ldrexb Ldrexh Ldrexd",
            c => c['n'] == Pc || c.First is Pc || (c.Name.EndsWith('d') && (c.First is Lr or Pc || c.Second == Pc)) || c['d'] == Pc,
            "the PC in an exclusive access is UNPREDICTABLE (A8.8.75-A8.8.78, A8.8.212-A8.8.215)"),
        new(
            "Strex Strexb Strexh Strexd Ldrex Ldrexb Ldrexh Ldrexd",
            c => c.Set == InstructionSet.T32 && (c['t'] == Sp || c['x'] == Sp || c['d'] == Sp),
            "the SP as value or status of a T32 exclusive access is UNPREDICTABLE (A8.8.75-A8.8.78, A8.8.212-A8.8.215)"),
        new(
            "Strex Strexb Strexh Strexd",
            c => c['d'] == c['n'] || c['d'] == c.First || c['d'] == c.Second,
            "a status register that is the base or a value is UNPREDICTABLE (A8.8.212-A8.8.215)"),
        new(
            "Ldrexd",
            c => c.Set == InstructionSet.T32 && c.First == c.Second,
            "the same register twice is UNPREDICTABLE (A8.8.77)"),
        new(
            "Strex Strexb Strexh Strexd",
            c => c.Ours.Kind == ResultKind.DataAbort && c.Qemu.Kind == ResultKind.Trampoline && c.Case.Before.Count == 0,
            "whether a store that the monitor refuses aborts is IMPLEMENTATION DEFINED (A3.4.5)",
            NeedsResults: true),
        new(
            "Swp",
            c => c['n'] == c['t'] || c['n'] == c['m'] || c.UsesPc,
            "a base that is the value or the result, and the PC, are UNPREDICTABLE (A8.8.229)"),
        new(
            "Swp",
            c => c.Version == ArmVersion.V7 && c.Ours.Kind == ResultKind.Undefined,
            "undefined while SCTLR.SW is 0 (B4.1.130), which QEMU does not have",
            NeedsResults: true),
        new(
            "Mrs MsrImmediate MsrRegister",
            c => c.HasNoSpsr && c.Field(c.Name == "Mrs" ? 'r' : 'f') >> (c.Name == "Mrs" ? 0 : 4) == 1,
            "User and System mode have no SPSR: UNPREDICTABLE (B9.3.8, B9.3.11)"),
        new(
            "",
            c => c.Set == InstructionSet.A32 && c['d'] == Pc && c.Field('s') == 1 && s_returnsOnlyHere.Contains(c.Name[..3]),
            "an exception return (B9.3.20), which QEMU 7.2 makes of SUBS and MOVS only"),
        new(
            "MsrImmediate",
            c => (~c.Field('f') & (SavedField | StatusFields.Status)) == 0 && (c.ModifiedImmediate & IllegalState) != 0,
            "bit 20 of an SPSR is reserved before ARMv8 (B1.3.3); QEMU keeps it in all versions"),
        new(
            "Mcr",
            c => c['t'] == Pc,
            "the PC as source is UNPREDICTABLE (A8.8.98)"),
        new(
            "BranchLinkExchangeRegister",
            c => c['m'] == Pc,
            "the PC as target is UNPREDICTABLE (A8.8.26)"),
        new(
            "Mrs",
            c => c['d'] == Pc,
            "the PC as destination is UNPREDICTABLE (B9.3.8)"),
        new(
            "MsrRegister",
            c => c['n'] == Pc,
            "the PC as source is UNPREDICTABLE (B9.3.12)"),
        new(
            "",
            c => c.Set == InstructionSet.A32 && c.Name.EndsWith("Shifted", StringComparison.Ordinal) && c.UsesPc,
            "the PC in an instruction that shifts by a register is UNPREDICTABLE (A8.8.3 and its neighbours)"),
        new(
            "Cps",
            c => !IsOneOfTheDefined(c),
            "no effect, a reserved one, or masks without an effect are UNPREDICTABLE (B9.3.2)"),
        new(
            "CompareAndBranch BranchConditional IfThen Cps Setend",
            c => c.InItBlock,
            "not permitted in an IT block: UNPREDICTABLE (A8.8.29, A8.8.18, A8.8.54, B9.3.2, A8.8.157)"),
        new(
            "Srs ReadFloatSystem Mrc Mcr",
            c => c.InItBlock,
            "QEMU 7.2 leaves the IT state as it was behind what its helpers may refuse (they want it written before, and nobody clears it)"),
        new(
            "",
            c => c.IsRegister('d') && c['d'] == Pc && c.Set == InstructionSet.T32,
            "the PC as destination of T32 data processing is UNPREDICTABLE (A6.3.1)"),
        new(
            "",
            c => c.IsRegister('d') && c['d'] == Pc && c.HasNoSpsr && c.Field('s') == 1,
            "exception returns in User and System mode are UNPREDICTABLE (B9.3.20)"),
        new(
            "SubsPcLr Eret",
            c => c.HasNoSpsr,
            "exception returns in User and System mode are UNPREDICTABLE (B9.3.20, B9.3.3)"),
        new(
            "FloatFixed",
            c => (c.Case.Word & 0x80) == 0 && (((c.Case.Word & 0xF) << 1) | ((c.Case.Word >> 5) & 1)) > 16,
            "more fraction bits than the number has are UNPREDICTABLE (A8.8.308)"),
        new(
            "FloatLoadMultiple FloatStoreMultiple",
            c => c['n'] == Pc && (c.Set == InstructionSet.T32 || c.Field('w') == 1),
            "the PC as base is UNPREDICTABLE in T32 and with write-back (A8.8.332, A8.8.412)"),
        new(
            "VectorTranspose VectorZip VectorUnzip",
            c => c.Field('d') == c.Field('m'),
            "a register with itself becomes UNKNOWN (A8.8.420, A8.8.422, A8.8.423)"),
        new(
            VectorMemory,
            c => c.Field('n') == Pc,
            "the PC as base is UNPREDICTABLE (A7.7.1)"),
        new(
            VectorMemory,
            c => c.Field('d') + c.VectorsBehindFirst > 31,
            "a list that goes past d31 is UNPREDICTABLE (A8.8.320 and its neighbours)"),
        new(
            VectorMemory,
            c => c.Field('a') == 3 && c.Ours.Kind == ResultKind.DataAbort,
            "QEMU 7.2 takes an alignment of 32 bytes for one of 16 (a limit of its TLB)",
            NeedsResults: true),
        new(
            "VectorLoadMultiple VectorStoreMultiple",
            c => c.Field('s') == 3 && c.ChecksAlignment && c.Qemu.Kind == ResultKind.DataAbort,
            "elements of 64 bits are two words (A8.8.320, A8.8.404); QEMU wants a doubleword when SCTLR.A is set",
            NeedsResults: true),
    ];

    private static readonly Line[] s_forAll = [.. s_table.Where(static line => line.Names.Length == 0)];

    private static readonly Dictionary<string, Line[]> s_byName = s_table
        .SelectMany(static line => line.Names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Distinct()
        .ToDictionary(
            static name => name,
            static name => s_table.Where(line => line.Names.Length == 0 || line.Names.Split(' ').Contains(name)).ToArray());

    /// <summary>Why the case is not run at all; null when it is.</summary>
    public static string? ReasonNotToRun(DifferCase made, RowFields fields) =>
        Find(made, new OpenCase(made, fields, default, default), hasResults: false);

    /// <summary>Why what came out is not held against QEMU's answer; null when it is.</summary>
    public static string? ReasonToDiffer(DifferCase made, RowFields fields, DifferResult ours, DifferResult qemu) =>
        Find(made, new OpenCase(made, fields, ours, qemu), hasResults: true);

    /// <summary>Sets to zero what the manual calls UNKNOWN in a record.</summary>
    public static void Normalise(Span<byte> record)
    {
        const int Spsr = 68, Kind = 76, Fsr = 80, Far = 84;
        const uint DomainField = 0xF0, DebugEvent = 2;

        // Bit 20 of an SPSR is reserved before ARMv8 (B1.3.3); QEMU keeps it in all versions.
        uint saved = BinaryPrimitives.ReadUInt32LittleEndian(record[Spsr..]) & ~IllegalState;
        BinaryPrimitives.WriteUInt32LittleEndian(record[Spsr..], saved);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record[Kind..]) != (uint)ResultKind.PrefetchAbort)
        {
            return;
        }

        // The IFSR has no domain (B4.1.96); QEMU writes one. BKPT leaves the IFAR UNKNOWN (B1.9.7).
        uint status = BinaryPrimitives.ReadUInt32LittleEndian(record[Fsr..]) & ~DomainField;
        BinaryPrimitives.WriteUInt32LittleEndian(record[Fsr..], status);
        if (status == DebugEvent)
        {
            record.Slice(Far, 4).Clear();
        }
    }

    // Most words are of rows that only the lines for all rows look at.
    private static string? Find(DifferCase made, OpenCase open, bool hasResults)
    {
        foreach (Line line in s_byName.GetValueOrDefault(made.Row.Name, s_forAll))
        {
            if ((hasResults || !line.NeedsResults) && line.Holds(open))
            {
                return line.Reason;
            }
        }

        return null;
    }

    private static bool IsOneOfTheDefined(OpenCase c)
    {
        uint word = c.Case.Word;
        (uint effect, bool mode, uint masks) = c.Set switch
        {
            InstructionSet.A32 => ((word >> 18) & 3, ((word >> 17) & 1) != 0, (word >> 6) & 7),
            InstructionSet.T32 => ((word >> 9) & 3, ((word >> 8) & 1) != 0, (word >> 5) & 7),
            _ => (2 | ((word >> 4) & 1), false, word & 7),
        };
        return effect switch { 0 => mode && masks == 0, 1 => false, _ => masks != 0 } && (mode || c.Set == InstructionSet.T16 || (word & 0x1F) == 0);
    }

    /// <summary>A line of the table: which lowerings (all when empty), which of their words, and why. Only what came out shows some.</summary>
    private sealed record Line(string Names, Func<OpenCase, bool> Holds, string Reason, bool NeedsResults = false);
}
