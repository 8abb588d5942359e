using System.Numerics;
using Introspect.Arm;
using Introspect.Arm.Models;

namespace Introspect.Differential.Tests;

/// <summary>A case as <see cref="OpenCases"/> looks at it: its fields, and what came out on both sides.</summary>
internal sealed class OpenCase(DifferCase made, RowFields fields, DifferResult ours, DifferResult qemu)
{
    private const uint ItBits = 0x0600_FC00;

    public DifferCase Case => made;

    public DifferResult Ours => ours;

    public DifferResult Qemu => qemu;

    public InstructionSet Set => made.Row.Set;

    public string Name => made.Row.Name;

    public Profile Profile => made.Profile;

    public ArmVersion Version => made.Profile.Model.Version;

    /// <summary>A row that the model does not have: undefined.</summary>
    public bool IsAbsent => !made.Row.ExistsOn(made.Profile.Model);

    /// <summary>True when the case runs as an instruction of an IT block.</summary>
    public bool InItBlock => (made.Cpsr & ItBits) != 0;

    /// <summary>User mode.</summary>
    public bool IsUser => made.Mode == 0x10;

    /// <summary>User and System mode.</summary>
    public bool HasNoSpsr => made.Mode is 0x10 or 0x1F;

    /// <summary>The base is updated: by P and W where the row has them.</summary>
    public bool WritesBack => fields.Width('a') == 3 && (Field('a') is var a) && ((a & 4) == 0 || (a & 1) != 0);

    /// <summary>LDRT and its like: in A32 they always update the base.</summary>
    public bool IsUnprivileged => Name.EndsWith("tImmediate", StringComparison.Ordinal) || Name.EndsWith("tRegister", StringComparison.Ordinal);

    /// <summary>One of the registers is the PC.</summary>
    public bool UsesPc => fields.Registers.Any(letter => Field(letter) == 15);

    /// <summary>FPSCR asks for short vectors.</summary>
    public bool IsShortVector => (made.Fpscr & ExecutionStateExtensions.FpscrVector) != 0;

    /// <summary>A floating-point instruction of double precision.</summary>
    public bool IsDouble => (made.Word & 0x100) != 0;

    /// <summary>
    /// A short vector that the manual leaves open: any STRIDE but one register, more registers than a bank has, a source that overlaps the
    /// result without being the same.
    /// </summary>
    public bool IsOpenShortVector
    {
        get
        {
            uint length = ((made.Fpscr >> 16) & 7) + 1;
            uint bank = IsDouble ? 4u : 8;
            return IsShortVector && Name.StartsWith("Float", StringComparison.Ordinal) &&
                (((made.Fpscr >> 20) & 3) != 0 || length > bank || Overlaps('n') || Overlaps('m'));

            bool Overlaps(char source)
            {
                uint apart = (Register(source) - Register('d')) & (bank - 1);
                return Has(source) && Has('d') && Register(source) / bank == Register('d') / bank && apart != 0 &&
                    (apart < length || bank - apart < length);
            }

            uint Register(char letter) => IsDouble ? Field(letter) : ((Field(letter) & 0xF) << 1) | (Field(letter) >> 4);
        }
    }

    /// <summary>A register says how far an A32 instruction shifts.</summary>
    public bool ShiftsByRegister => Set == InstructionSet.A32 && (made.Word & 0x0E00_0090) == 0x0000_0010 && (made.Word & 0x0190_0000) != 0x0100_0000;

    /// <summary>That register is the PC.</summary>
    public bool ShiftsByPc => (made.Word & 0xF00) == 0xF00;

    /// <summary>The operand of an A32 instruction with a rotated immediate.</summary>
    public uint ModifiedImmediate => BitOperations.RotateRight(made.Word & 0xFF, (int)((made.Word >> 7) & 0x1E));

    /// <summary>The base of a load or store of several; the SP where the row has no field for it.</summary>
    public uint Base => fields.Has('n') ? Field('n') : 13;

    /// <summary>The first of two registers; A32 encodes half its number.</summary>
    public uint First => fields.Width('t') == 3 ? 2 * Field('t') : this['t'];

    /// <summary>The second of two registers.</summary>
    public uint Second => fields.Width('t') == 3 ? (2 * Field('t')) + 1 : this['x'];

    /// <summary>Both sides report the same data abort.</summary>
    public bool AbortsAlike =>
        ours.Kind == ResultKind.DataAbort && qemu.Kind == ResultKind.DataAbort && ours.Abort == qemu.Abort && ours.Pc == qemu.Pc;

    /// <summary>SCTLR.A is set.</summary>
    public bool ChecksAlignment => (made.Flags & DifferLayout.CheckAlignment) != 0;

    /// <summary>The last register of an element or structure access, counted from its first. ARM DDI 0406C A7.7.</summary>
    public uint VectorsBehindFirst => Name switch
    {
        "VectorLoadMultiple" or "VectorStoreMultiple" => ((made.Word >> 8) & 0xF) switch
        {
            0b0111 => 0,
            0b1010 or 0b1000 => 1,
            0b0110 or 0b0100 or 0b1001 => 2,
            0b0101 => 4,
            0b0001 => 6,
            _ => 3,
        },
        "VectorLoadAllLanes" => Structures == 1 ? Field('t') : (Structures - 1) * (1 + Field('t')),
        _ => (Structures - 1) * (1 + Field('j')),
    };

    private uint Structures => ((made.Word >> 8) & 3) + 1;

    /// <summary>The number of a register; one that no register has when the row has no such field.</summary>
    public uint this[char letter] => fields.Has(letter) ? Field(letter) : uint.MaxValue - letter;

    public bool Has(char letter) => fields.Has(letter);

    public bool IsRegister(char letter) => fields.IsRegister(letter);

    /// <summary>A field; zero when the row does not have it.</summary>
    public uint Field(char letter) => fields.Has(letter) ? fields.Get(made.Word, letter) : 0;

    /// <summary>True when the register is in the list.</summary>
    public bool IsListed(uint register) => register < 16 && ((Field('r') >> (int)register) & 1) != 0;
}
