using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Introspect.Generators;

/// <summary>One attribute above one lowering method, turned into the pieces of generated code.</summary>
internal sealed class InstructionRowModel
{
    private const string V7 = "7";

    private readonly InstructionPattern _pattern;
    private readonly Dictionary<string, string> _values = new();
    private readonly IMethodSymbol _method;
    private readonly string _assembly;
    private readonly string _needs;
    private readonly string _since;
    private readonly string _until;
    private readonly List<(uint Mask, uint Value)> _exclusions = new();
    private readonly List<string> _operandsOfModel = new();
    private readonly string? _access;
    private readonly string _patternText;

    private InstructionRowModel(
        IMethodSymbol method, AttributeData attribute, string set, string pattern, string since, string needs = "0", string? access = null)
    {
        _method = method;
        Set = set;
        _patternText = pattern;
        _assembly = (string)attribute.ConstructorArguments[1].Value!;
        _pattern = InstructionPattern.Parse(_patternText, Set == "T16" ? 16 : 32);
        _since = Named(attribute, "Since") ?? since;
        _until = Named(attribute, "Until") ?? V7;
        _needs = $"({Named(attribute, "Needs") ?? "0"} | {needs})";
        _access = access;
        if (_patternText.StartsWith("cccc", StringComparison.Ordinal) && Set == "A32")
        {
            _exclusions.Add((0xF000_0000, 0xF000_0000));
        }

        foreach (string term in Terms(Named(attribute, "Except")))
        {
            string[] sides = term.Split('=', '<');
            char letter = sides[0][0];
            if (sides.Length != 2 || sides[0].Length != 1 || !_pattern.Fields.ContainsKey(letter))
            {
                throw new FormatException($"Except wants \"letter=number\" or \"letter<power of two\", not \"{term}\"");
            }

            uint number = uint.Parse(sides[1], CultureInfo.InvariantCulture);
            _exclusions.Add(term.Contains('<')
                ? (_pattern.Spread(letter, 0 - number), 0)
                : (_pattern.MaskOf(letter), _pattern.Spread(letter, number)));
        }

        var given = Terms(Named(attribute, "Set")).Select(t => t.Split('=')).ToDictionary(t => t[0], t => t[1]);
        var used = new HashSet<char>();
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            _values.Add(parameter.Name, Value(parameter, given, used));
        }

        foreach (char letter in _pattern.Fields.Keys.Where(l => !used.Contains(l) && !(l == 'c' && _pattern.Fields[l][0] == 31 && Set == "A32")))
        {
            throw new FormatException($"field '{letter}' of \"{_patternText}\" has no parameter");
        }
    }

    /// <summary>A32, T32 or T16.</summary>
    public string Set { get; }

    /// <summary>How many bits of the pattern are fixed.</summary>
    public int FixedBits => _patternText.Count(bit => bit is '0' or '1');

    /// <summary>How many values are left to other rows.</summary>
    public int ExclusionCount => _exclusions.Count;

    /// <summary>The statements that check what the row demands and call the lowering.</summary>
    public string Lowering
    {
        get
        {
            string demands = string.Join(" && ", new[] { _access }.OfType<string>().Concat(ExistsOn("Model")));
            string check = demands.Length == 0 ? string.Empty : $"if (!({demands})) return Undefined(); ";
            string arguments = string.Join(", ", _method.Parameters.Select(p => $"{p.Name}: {_values[p.Name].Replace("@it", "InItBlock")}"));
            return $"{check}return {_method.Name}({arguments});";
        }
    }

    /// <summary>
    /// The rows of one attribute: Vfp and Neon each stand for an A32 and a T32 encoding, which differ by a transformation of their
    /// first bits (ARM DDI 0406C A7.5, A7.4 and A7.7), for an extension of the architecture and for a check that it is enabled.
    /// </summary>
    public static IEnumerable<InstructionRowModel> Of(IMethodSymbol method, AttributeData attribute)
    {
        const string V4 = "0", V4T = "1", V5TE = "3", V6T2 = "6";
        string name = attribute.AttributeClass!.Name;
        name = name.Substring(0, name.Length - "Attribute".Length);
        string pattern = (string)attribute.ConstructorArguments[0].Value!;
        switch (name)
        {
            case "Vfp":
                const string Vfp2 = "(int)ArmExtensions.Vfp2";
                yield return new(method, attribute, "A32", pattern, V5TE, Vfp2, "FloatingPointEnabled");
                yield return new(method, attribute, "T32", "1110" + pattern.Substring(4), V6T2, Vfp2, "FloatingPointEnabled");
                break;
            case "Neon":
                const string Simd = "(int)ArmExtensions.AdvancedSimd";
                string thumb = pattern.StartsWith("1111 0100", StringComparison.Ordinal)
                    ? "1111 1001" + pattern.Substring(9)
                    : $"111{pattern[8]} 1111{pattern.Substring(9)}";
                yield return new(method, attribute, "A32", pattern, V7, Simd, "AdvancedSimdEnabled");
                yield return new(method, attribute, "T32", thumb, V7, Simd, "AdvancedSimdEnabled");
                break;
            default:
                yield return new(method, attribute, name, pattern, name switch { "T32" => V6T2, "T16" => V4T, _ => V4 });
                break;
        }
    }

    /// <summary>The expression that makes the table's row.</summary>
    public string Row(int number)
    {
        string exclusions = string.Join(", ", _exclusions.Select(e => $"new(0x{e.Mask:X8}u, 0x{e.Value:X8}u)"));
        return $"new({number}, InstructionSet.{Set}, \"{_method.Name}\", 0x{_pattern.Mask:X8}u, 0x{_pattern.Value:X8}u, " +
            $"(ArmVersion){_since}, (ArmVersion){_until}, (ArmExtensions){_needs}, [{exclusions}], \"{_patternText}\", \"{_assembly}\")";
    }

    /// <summary>The statements that write the assembly text, unless an operand does not exist.</summary>
    public string Disassembly()
    {
        var code = new StringBuilder();
        if (_operandsOfModel.Count > 0)
        {
            code.Append($"if (!({string.Join(" && ", ExistsOn("model"))})) return false; ");
        }

        int at = 0;
        while (at < _assembly.Length)
        {
            int open = _assembly.IndexOf('{', at);
            string literal = open < 0 ? _assembly.Substring(at) : _assembly.Substring(at, open - at);
            if (literal.Length > 0)
            {
                code.Append($"t.Write(\"{literal}\"); ");
            }

            if (open < 0)
            {
                break;
            }

            // "{{" and "}}" are the braces of a register list.
            if (_assembly[open + 1] == '{')
            {
                code.Append("t.Write(\"{\"); ");
                at = open + 2;
                continue;
            }

            int close = _assembly.IndexOf('}', open);
            code.Append(Token(_assembly.Substring(open + 1, close - open - 1)));
            at = close + 1;
        }

        return code.ToString();
    }

    private static string? Named(AttributeData attribute, string name)
    {
        object? value = attribute.NamedArguments.FirstOrDefault(a => a.Key == name).Value.Value;
        return value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Terms(string? list) =>
        (list ?? string.Empty).Split(new[] { ',', ' ' }, StringSplitOptions.RemoveEmptyEntries);

    private IEnumerable<string> ExistsOn(string model) => _operandsOfModel.Select(o => $"{o}.ExistsOn({model})");

    private string Token(string token)
    {
        if (token == "c" && !_values.ContainsKey("c"))
        {
            return "t.WriteCondition(); ";
        }

        int question = token.IndexOf('?');
        if (question > 0)
        {
            string[] choices = token.Substring(question + 1).Split(':');
            return $"t.Write({Known(token.Substring(0, question))} ? \"{choices[0]}\" : \"{(choices.Length > 1 ? choices[1] : string.Empty)}\"); ";
        }

        return token == "s" && _method.Parameters.Any(p => p.Name == "s" && p.Type.SpecialType == SpecialType.System_Boolean)
            ? $"t.Write({Known(token)} ? \"s\" : \"\"); "
            : $"t.Write({string.Join(", ", token.Split(',').Select(Known))}); ";
    }

    private string Known(string name) => _values.TryGetValue(name, out string? value)
        ? value.Replace("@it", "t.InItBlock")
        : throw new FormatException($"\"{_assembly}\" names {{{name}}}, which is no parameter of {_method.Name}");

    private string Value(IParameterSymbol parameter, Dictionary<string, string> given, HashSet<char> used)
    {
        if (given.TryGetValue(parameter.Name, out string? set) && set == "!it")
        {
            return "!@it";
        }

        ITypeSymbol type = parameter.Type;
        string typeName = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        if (type.SpecialType == SpecialType.System_Boolean || type.SpecialType == SpecialType.System_UInt32)
        {
            return Plain(parameter, given, used);
        }

        string raw = Raw(parameter.Name, given, used);
        if (type.SpecialType is SpecialType.System_Int32 || type.TypeKind == TypeKind.Enum)
        {
            return $"(({typeName}){raw})";
        }

        string factory = type.GetMembers("From" + Set).Length > 0 ? "From" + Set : "From";
        if (type.GetMembers(factory).FirstOrDefault() is not IMethodSymbol method)
        {
            throw new FormatException($"type {type.Name} of parameter {parameter.Name} has neither From{Set} nor From(uint)");
        }

        // Further parameters of the factory are fields of their names: an operand may be spread over several.
        IEnumerable<string> arguments = new[] { raw }.Concat(method.Parameters.Skip(1).Select(p => Plain(p, given, used)));
        string value = $"{typeName}.{factory}({string.Join(", ", arguments)})";
        if (type.GetMembers("ExistsOn").Length > 0)
        {
            _operandsOfModel.Add(value);
        }

        return value;
    }

    private string Plain(IParameterSymbol parameter, Dictionary<string, string> given, HashSet<char> used)
    {
        string raw = Raw(parameter.Name, given, used);
        return parameter.Type.SpecialType != SpecialType.System_Boolean ? raw
            : raw == "0u" ? "false"
            : raw == "1u" ? "true"
            : $"({raw} != 0)";
    }

    /// <summary>A sum of whole numbers, letters, and letters times a number, as an expression of type uint.</summary>
    private string Raw(string name, Dictionary<string, string> given, HashSet<char> used)
    {
        string source = given.TryGetValue(name, out string? set) ? set : name;
        string[] terms = source.Split('+').Select(term => RawTerm(term, name, used)).ToArray();
        return terms.Length == 1 ? terms[0] : $"({string.Join(" + ", terms)})";
    }

    private string RawTerm(string term, string name, HashSet<char> used)
    {
        if (term.All(char.IsDigit))
        {
            return term + "u";
        }

        string[] product = term.Split('*');
        if (product[0].Length != 1 || !_pattern.Fields.ContainsKey(product[0][0]))
        {
            throw new FormatException($"parameter {name} of {_method.Name} has no field in \"{_patternText}\"");
        }

        used.Add(product[0][0]);
        string raw = _pattern.Gather(product[0][0]);
        return product.Length == 2 ? $"({raw} * {product[1]}u)" : raw;
    }
}
