using System.Globalization;
using System.Text.RegularExpressions;
using Introspect.Arm.Decoding;
using Introspect.Arm.Disassembly;

namespace Introspect.Differential.Tests;

/// <summary>Cases as text: the word, what it means, and what goes in.</summary>
internal sealed class CaseText(InstructionDecoder decoder, RowRegister rows)
{
    /// <summary>One line.</summary>
    public string Describe(DifferCase made)
    {
        RowFields fields = rows.Fields(made.Row);
        string text = Disassembler.Disassemble(decoder, made.Row.Set, made.Word, made.Address) ?? "undefined";
        string registers = string.Join(' ', fields.Registers.Select(l => fields.Get(made.Word, l)).Where(r => r < 15).Distinct().Order()
            .Select(r => $"r{r}={made.R[r]:x8}"));
        string vectors = made.Row.Needs == 0 ? "" : VectorInputs(made, text) + $" fpscr={made.Fpscr:x8}";
        string before = made.Before.Count > 0 ? " after ldrex" : "";
        string alignment = (made.Flags & DifferLayout.CheckAlignment) != 0 ? " SCTLR.A" : "";
        return $"{made.Profile} {made.Row.Name} {made.Word:x8} '{text}'{before} {registers}{vectors} cpsr={made.Cpsr:x8}{alignment}";
    }

    private static string VectorInputs(DifferCase made, string text)
    {
        IEnumerable<int> doubles = Regex.Matches(text, @"\b([dqs])(\d+)").SelectMany(m =>
        {
            int number = int.Parse(m.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            return m.Groups[1].Value switch { "d" => [number], "s" => [number / 2], _ => new[] { number * 2, (number * 2) + 1 } };
        });
        return string.Concat(doubles.Distinct().Where(d => d < 32).Take(6).Select(d => $" d{d}={made.D[d]:x16}"));
    }
}
