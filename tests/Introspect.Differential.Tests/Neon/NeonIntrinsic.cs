using System.Collections.Immutable;

namespace Introspect.Differential.Tests.Neon;

/// <summary>A parameter of an intrinsic.</summary>
/// <param name="Type">Its type, without what points to it.</param>
/// <param name="IsPointer">Memory that is loaded or stored.</param>
/// <param name="IsConstant">Memory that is only read, or an immediate.</param>
internal readonly record struct NeonParameter(string Type, bool IsPointer, bool IsConstant)
{
    /// <summary>A lane or an amount: part of the instruction, so a constant of the program.</summary>
    public bool IsImmediate => IsConstant && !IsPointer && Type == "int";
}

/// <summary>A function of arm_neon.h.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Result">The type of its result.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Missing">What a processor of ARMv7-A with VFPv4 and Advanced SIMD lacks for it; null when it has all.</param>
internal sealed record NeonIntrinsic(string Name, string Result, ImmutableArray<NeonParameter> Parameters, string? Missing)
{
    /// <summary>
    /// The values that its immediate may have; one of no meaning when it has none. A lane is one of the vector in front of it; a shift to the right and the
    /// fraction bits of a conversion begin at one, a shift to the left at zero, but for one that widens, which is a VMOVL then (ARM DDI 0406C A7.4.4).
    /// </summary>
    public IEnumerable<int> Immediates()
    {
        int before = Parameters.TakeWhile(static parameter => !parameter.IsImmediate).Count();
        if (before == Parameters.Length)
        {
            return [0];
        }

        NeonType indexed = NeonType.Of(Parameters[before - 1].Type), first = NeonType.Of(Parameters[0].Type);
        return Name switch
        {
            _ when Name.Contains("_lane", StringComparison.Ordinal) || Name.StartsWith("vext", StringComparison.Ordinal) => Enumerable.Range(0, indexed.Lanes),
            _ when Name.StartsWith("vcvt", StringComparison.Ordinal) => Enumerable.Range(1, 32),
            _ when Name.StartsWith("vshll", StringComparison.Ordinal) => Enumerable.Range(1, first.Bits),
            _ when Name.Contains("shl", StringComparison.Ordinal) || Name.StartsWith("vsli", StringComparison.Ordinal) => Enumerable.Range(0, first.Bits),
            _ when Name.Contains("shrn", StringComparison.Ordinal) || Name.Contains("shrun", StringComparison.Ordinal) => Enumerable.Range(1, first.Bits / 2),
            _ => Enumerable.Range(1, first.Bits),
        };
    }
}
