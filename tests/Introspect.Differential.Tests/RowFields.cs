using System.Reflection;
using Introspect.Arm;
using Introspect.Arm.Decoding;
using Introspect.Arm.Operands;

namespace Introspect.Differential.Tests;

/// <summary>The fields of a row's words, and which of them are registers: read off the pattern and the lowering's parameters.</summary>
internal sealed class RowFields
{
    private readonly Dictionary<char, List<int>> _positions = [];
    private readonly Dictionary<string, Type> _types;

    public RowFields(InstructionRow row)
    {
        string bits = row.Pattern.Replace(" ", string.Empty);
        for (int i = 0; i < bits.Length; i++)
        {
            char name = char.ToLowerInvariant(bits[i]);
            if (char.IsLetter(name))
            {
                List<int> positions = _positions.TryGetValue(name, out List<int>? known) ? known : _positions[name] = [];
                positions.Insert(bits[i] == name ? positions.Count : 0, bits.Length - 1 - i);
            }
        }

        MethodInfo lowering = typeof(InstructionTable).Assembly
            .GetType("Introspect.Arm.Instructions.Lowering", throwOnError: true)!
            .GetMethods(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            .FirstOrDefault(m => m.Name == row.Name && m.IsDefined(typeof(EncodingAttribute)))
            ?? throw new InvalidOperationException($"no lowering {row.Name}");
        _types = lowering.GetParameters().ToDictionary(p => p.Name!, p => p.ParameterType);
    }

    /// <summary>True when the word has such a field.</summary>
    public bool Has(char letter) => _positions.ContainsKey(letter);

    /// <summary>How many bits the field has; 0 when the row has no such field.</summary>
    public int Width(char letter) => _positions.TryGetValue(letter, out List<int>? positions) ? positions.Count : 0;

    /// <summary>True when the field numbers a general register.</summary>
    public bool IsRegister(char letter) =>
        Has(letter) && _types.TryGetValue(letter.ToString(), out Type? type) && (type == typeof(Reg) || type == typeof(NotPc));

    /// <summary>True when the field is a register that the manual does not allow to be the PC.</summary>
    public bool IsNotPc(char letter) => Has(letter) && _types.TryGetValue(letter.ToString(), out Type? type) && type == typeof(NotPc);

    /// <summary>The letters of the general registers.</summary>
    public IEnumerable<char> Registers => _positions.Keys.Where(IsRegister);

    /// <summary>The field's value.</summary>
    public uint Get(uint word, char letter) => _positions[letter].Aggregate(0u, (value, position) => (value << 1) | ((word >> position) & 1));

    /// <summary>The word with another value of the field.</summary>
    public uint With(uint word, char letter, uint value)
    {
        List<int> positions = _positions[letter];
        for (int i = 0; i < positions.Count; i++)
        {
            uint bit = (value >> (positions.Count - 1 - i)) & 1;
            word = (word & ~(1u << positions[i])) | (bit << positions[i]);
        }

        return word;
    }
}
