using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Introspect.TestKit;

namespace Introspect.Differential.Tests.Neon;

/// <summary>The compiler's own arm_neon.h, read for the prototypes of its functions and for what each of them needs.</summary>
internal static partial class NeonHeader
{
    private static readonly string[] s_targets = ["fpu=neon", "fpu=neon-vfpv4", "fpu=neon-fp16"];

    // Conditions that hold for the programs here; __FAST_MATH__ and __ARM_BIG_ENDIAN stand inside functions and choose between two bodies.
    private static readonly string[] s_conditions =
        ["_GCC_ARM_NEON_H", "__ARM_FP16_FORMAT_IEEE", "__FAST_MATH__", "__ARM_BIG_ENDIAN", "__cplusplus", "__ARM_FP"];

    /// <summary>What GCC makes macros, as no function may take or give a __fp16.</summary>
    private static readonly ImmutableArray<NeonIntrinsic> s_macros =
    [
        new("vget_lane_f16", "float16_t", [new("float16x4_t", false, false), new("int", false, true)], null),
        new("vgetq_lane_f16", "float16_t", [new("float16x8_t", false, false), new("int", false, true)], null),
        new("vset_lane_f16", "float16x4_t", [new("float16_t", false, false), new("float16x4_t", false, false), new("int", false, true)], null),
        new("vsetq_lane_f16", "float16x8_t", [new("float16_t", false, false), new("float16x8_t", false, false), new("int", false, true)], null),
    ];

    /// <summary>The header of a compiler.</summary>
    public static async Task<ImmutableArray<NeonIntrinsic>> ReadAsync(string compiler)
    {
        HostProcessResult found = await HostProcess.RunAsync(compiler, ["-print-file-name=include/arm_neon.h"], TimeSpan.FromSeconds(30));
        return [.. Parse(await File.ReadAllTextAsync(found.Output.Trim())), .. s_macros];
    }

    /// <summary>The functions of a text, with the target and the condition that each stands under.</summary>
    public static IEnumerable<NeonIntrinsic> Parse(string text)
    {
        var targets = new Stack<string>(["fpu=neon"]);
        var conditions = new Stack<string>();
        foreach (Match match in Piece().Matches(text))
        {
            if (match.Groups["name"].Success)
            {
                string? condition = conditions.FirstOrDefault(static condition => !s_conditions.Any(condition.Contains));
                string? missing = condition ?? (s_targets.Contains(targets.Peek()) ? null : targets.Peek());
                yield return new NeonIntrinsic(
                    match.Groups["name"].Value, match.Groups["result"].Value, Parameters(match.Groups["parameters"].Value), missing);
                continue;
            }

            switch (match.Groups["directive"].Value)
            {
                case "pragma GCC push_options":
                    targets.Push(targets.Peek());
                    break;
                case "pragma GCC pop_options":
                    targets.Pop();
                    break;
                case "pragma GCC target":
                    targets.Pop();
                    targets.Push(match.Groups["text"].Value.Trim(' ', '(', ')', '"'));
                    break;
                case "endif":
                    conditions.Pop();
                    break;
                case "else":
                    break;
                default:
                    conditions.Push(match.Groups["text"].Value.Trim());
                    break;
            }
        }
    }

    private static ImmutableArray<NeonParameter> Parameters(string list) =>
    [
        .. from part in list.Split(',')
           let match = Parameter().Match(part)
           where match.Success
           select new NeonParameter(match.Groups["type"].Value, match.Groups["pointer"].Success, match.Groups["const"].Success),
    ];

    [GeneratedRegex(
        """
        ^\#(?<directive>pragma\ GCC\ push_options|pragma\ GCC\ pop_options|pragma\ GCC\ target|if|ifdef|ifndef|else|endif)\b(?<text>.*)$
        |^__extension__\ extern\ __inline\ (?<result>\w+)\s+__attribute__\s+\(\([^)]*\)\)\s+(?<name>\w+)\s+\((?<parameters>[^)]*)\)
        """,
        RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Piece();

    [GeneratedRegex(@"^\s*((?<const>const)\s+)?(?<type>\w+)\s+(?<pointer>\*)?\s*\w+\s*$")]
    private static partial Regex Parameter();
}
