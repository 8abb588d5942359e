using Introspect.Arm.Disassembly;
using Introspect.Arm.Models;

namespace Introspect.Arm.Operands;

/// <summary>
/// Which of the parallel additions and subtractions: the number that <see cref="ParallelArithmetic"/> takes (ARM DDI 0406C A5.4.1, A6.3.13).
/// </summary>
public readonly record struct ParallelOperation(uint Number) : IOperand
{
    private static readonly string[] s_variants = ["", "s", "q", "sh", "", "u", "uq", "uh"];
    private static readonly string[] s_kinds = ["add16", "asx", "sax", "sub16", "add8", "", "", "sub8"];

    /// <summary>From the variant (bits 22:20) and the kind (bits 7:5).</summary>
    public static ParallelOperation FromA32(uint field, uint k) => new((field << 3) | k);

    /// <summary>From the variant (bits 6:4) and the kind (bits 22:20).</summary>
    public static ParallelOperation FromT32(uint field, uint k)
    {
        uint kind = k switch
        {
            0 => 4,
            1 => 0,
            2 => 1,
            4 => 7,
            5 => 3,
            6 => 2,
            _ => 5,
        };
        return new(((field + 1) << 3) | kind);
    }

    /// <summary>False for the numbers between the operations.</summary>
    public bool ExistsOn(CpuModel model) =>
        Number < 64 && s_variants[Number >> 3].Length != 0 && s_kinds[Number & 7].Length != 0;

    public void WriteTo(DisassemblyText text)
    {
        text.Write(s_variants[Number >> 3]);
        text.Write(s_kinds[Number & 7]);
    }
}
