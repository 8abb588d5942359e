using Introspect.Arm.Decoding;

namespace Introspect.Differential.Tests;

/// <summary>The fields of each row, found once.</summary>
internal sealed class RowRegister
{
    private readonly RowFields?[] _fields = new RowFields?[InstructionTable.Rows.Length];

    /// <summary>The fields of a row.</summary>
    public RowFields Fields(InstructionRow row) => _fields[row.Number] ??= new RowFields(row);
}
