using System.Text.RegularExpressions;

namespace Introspect.Differential.Tests.Neon;

/// <summary>A type of arm_neon.h: a scalar, a vector, or a structure of vectors, as in uint8x16x2_t.</summary>
/// <param name="Element">int, uint, float, bfloat or poly.</param>
/// <param name="Bits">Of an element.</param>
/// <param name="Lanes">Of a vector; one of a scalar.</param>
internal sealed partial record NeonType(string Element, int Bits, int Lanes)
{
    public static NeonType Of(string name)
    {
        Match match = Pattern().Match(name);
        Assert.True(match.Success, $"'{name}' is no type of arm_neon.h");
        return new NeonType(
            match.Groups["element"].Value,
            int.Parse(match.Groups["bits"].Value, null),
            match.Groups["lanes"] is { Success: true } lanes ? int.Parse(lanes.Value, null) : 1);
    }

    /// <summary>The function of the program that fills memory with such elements.</summary>
    public string Fill => $"fill_{(Element == "float" ? 'f' : 'i')}{Bits}";

    [GeneratedRegex("^(?<element>int|uint|float|bfloat|poly)(?<bits>8|16|32|64)(x(?<lanes>[0-9]+)(x[234])?)?_t$")]
    private static partial Regex Pattern();
}
