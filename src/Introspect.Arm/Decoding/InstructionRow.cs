using System.Collections.Immutable;
using Introspect.Arm.Models;

namespace Introspect.Arm.Decoding;

/// <summary>Bits that must not have a value: the row leaves them to another.</summary>
public readonly record struct Exclusion(uint Mask, uint Value);

/// <summary>One encoding of one instruction: what the attribute above its lowering says.</summary>
/// <param name="Number">Index in <see cref="InstructionTable.Rows"/>; selects lowering and disassembly.</param>
/// <param name="Set">Which encodings it belongs to.</param>
/// <param name="Name">The lowering method.</param>
/// <param name="Mask">Which bits are fixed.</param>
/// <param name="Value">The fixed bits.</param>
/// <param name="Since">The version that brought it.</param>
/// <param name="Until">The last version that has it.</param>
/// <param name="Needs">The extensions it belongs to.</param>
/// <param name="Exclusions">Values left to other rows.</param>
/// <param name="Pattern">The bit string.</param>
/// <param name="Assembly">The assembly text.</param>
public sealed record InstructionRow(
    int Number,
    InstructionSet Set,
    string Name,
    uint Mask,
    uint Value,
    ArmVersion Since,
    ArmVersion Until,
    ArmExtensions Needs,
    ImmutableArray<Exclusion> Exclusions,
    string Pattern,
    string Assembly)
{
    /// <summary>True when the word is an instruction of this row.</summary>
    public bool Matches(uint word)
    {
        if ((word & Mask) != Value)
        {
            return false;
        }

        foreach (Exclusion exclusion in Exclusions)
        {
            if ((word & exclusion.Mask) == exclusion.Value)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when the model has this instruction.</summary>
    public bool ExistsOn(CpuModel model) => model.Version >= Since && model.Version <= Until && model.Has(Needs);
}
