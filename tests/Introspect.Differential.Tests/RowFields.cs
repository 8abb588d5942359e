using System.Reflection;
using Introspect.Arm;
using Introspect.Arm.Decoding;
using Introspect.Arm.Operands;

namespace Introspect.Differential.Tests;

/// <summary>The fields of a row's words, and which of them are registers: read off the pattern and the lowering's parameters.</summary>
internal sealed class RowFields
{
    // By letter: the bits of the field, highest first; null where the row has no such field.
    private readonly int[]?[] _positions = new int[]?[26];
    private readonly Dictionary<string, Type> _types;

    public RowFields(InstructionRow row)
    {
        string bits = row.Pattern.Replace(" ", string.Empty);
        for (int i = 0; i < bits.Length; i++)
        {
            char name = char.ToLowerInvariant(bits[i]);
            int position = bits.Length - 1 - i;
            if (char.IsLetter(name))
            {
                int[] known = _positions[name - 'a'] ?? [];
                _positions[name - 'a'] = bits[i] == name ? [.. known, position] : [position, .. known];
            }

            Ignored |= bits[i] == '-' ? 1u << position : 0;
        }

        MethodInfo lowering = typeof(InstructionTable).Assembly
            .GetType("Introspect.Arm.Instructions.Lowering", throwOnError: true)!
            .GetMethods(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            .FirstOrDefault(m => m.Name == row.Name && m.IsDefined(typeof(EncodingAttribute)))
            ?? throw new InvalidOperationException($"no lowering {row.Name}");
        _types = lowering.GetParameters().ToDictionary(p => p.Name!, p => p.ParameterType);
        Registers = [.. Enumerable.Range('a', 26).Select(letter => (char)letter).Where(IsRegister)];
    }

    /// <summary>The bits that the row ignores.</summary>
    public uint Ignored { get; }

    /// <summary>The letters of the general registers.</summary>
    public char[] Registers { get; }

    /// <summary>True when the word has such a field.</summary>
    public bool Has(char letter) => _positions[letter - 'a'] is not null;

    /// <summary>How many bits the field has; 0 when the row has no such field.</summary>
    public int Width(char letter) => _positions[letter - 'a']?.Length ?? 0;

    /// <summary>True when the field numbers a general register.</summary>
    public bool IsRegister(char letter) =>
        Has(letter) && _types.TryGetValue(letter.ToString(), out Type? type) && (type == typeof(Reg) || type == typeof(NotPc));

    /// <summary>True when the field is a register that the manual does not allow to be the PC.</summary>
    public bool IsNotPc(char letter) => Has(letter) && _types.TryGetValue(letter.ToString(), out Type? type) && type == typeof(NotPc);

    /// <summary>The field's value.</summary>
    public uint Get(uint word, char letter)
    {
        uint value = 0;
        foreach (int position in Positions(letter))
        {
            value = (value << 1) | ((word >> position) & 1);
        }

        return value;
    }

    /// <summary>The word with another value of the field.</summary>
    public uint With(uint word, char letter, uint value)
    {
        int[] positions = Positions(letter);
        for (int i = 0; i < positions.Length; i++)
        {
            uint bit = (value >> (positions.Length - 1 - i)) & 1;
            word = (word & ~(1u << positions[i])) | (bit << positions[i]);
        }

        return word;
    }

    private int[] Positions(char letter) => _positions[letter - 'a'] ?? throw new InvalidOperationException($"no field {letter}");
}
