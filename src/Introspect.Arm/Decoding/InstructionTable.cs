using System.Collections.Immutable;

namespace Introspect.Arm.Decoding;

/// <summary>All rows of all encodings, gathered from the attributes above the lowerings by the generator.</summary>
public static partial class InstructionTable
{
    /// <summary>Every row, the most specific first; <see cref="InstructionRow.Number"/> is its index.</summary>
    public static ImmutableArray<InstructionRow> Rows { get; } = ImmutableArray.Create(AllRows());

    private static partial InstructionRow[] AllRows();
}
