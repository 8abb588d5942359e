using System;
using System.Collections.Generic;
using System.Linq;

namespace Introspect.Generators;

/// <summary>The bit string of an instruction row: fixed bits, and fields named by letters.</summary>
internal sealed class InstructionPattern
{
    private InstructionPattern(int width, uint mask, uint value, IReadOnlyDictionary<char, List<int>> fields)
    {
        Width = width;
        Mask = mask;
        Value = value;
        Fields = fields;
    }

    /// <summary>16 or 32.</summary>
    public int Width { get; }

    /// <summary>Which bits are fixed.</summary>
    public uint Mask { get; }

    /// <summary>The fixed bits.</summary>
    public uint Value { get; }

    /// <summary>For each letter its bit positions, the most significant of the field first.</summary>
    public IReadOnlyDictionary<char, List<int>> Fields { get; }

    /// <summary>
    /// Reads "cccc 0010 101s ...". Spaces mean nothing; a dash is a bit that is ignored; an upper-case letter is the top bit of the
    /// field of the lower-case letter, wherever it stands (D:Vd of the vector registers).
    /// </summary>
    public static InstructionPattern Parse(string text, int width)
    {
        string bits = text.Replace(" ", string.Empty);
        if (bits.Length != width)
        {
            throw new FormatException($"the pattern \"{text}\" has {bits.Length} bits, not {width}");
        }

        uint mask = 0, value = 0;
        var fields = new Dictionary<char, List<int>>();
        for (int i = 0; i < width; i++)
        {
            int position = width - 1 - i;
            char letter = bits[i];
            if (letter is '0' or '1')
            {
                mask |= 1u << position;
                value |= letter == '1' ? 1u << position : 0;
            }
            else if (char.IsLetter(letter))
            {
                char name = char.ToLowerInvariant(letter);
                if (!fields.TryGetValue(name, out List<int>? positions))
                {
                    fields.Add(name, positions = new List<int>());
                }

                positions.Insert(letter == name ? positions.Count : 0, position);
            }
            else if (letter != '-')
            {
                throw new FormatException($"the pattern \"{text}\" has a '{letter}'");
            }
        }

        return new InstructionPattern(width, mask, value, fields);
    }

    /// <summary>A C# expression that gathers a field from the word <c>w</c>, a run of neighbouring bits at a time.</summary>
    public string Gather(char letter)
    {
        List<int> positions = Fields[letter];
        var parts = new List<string>();
        int start = 0;
        while (start < positions.Count)
        {
            int end = start;
            while (end + 1 < positions.Count && positions[end + 1] == positions[end] - 1)
            {
                end++;
            }

            int low = positions[end];
            uint mask = uint.MaxValue >> (32 - (end - start + 1));
            int shift = positions.Count - 1 - end;
            string part = $"((w >> {low}) & 0x{mask:X}u)";
            parts.Add(shift == 0 ? part : $"({part} << {shift})");
            start = end + 1;
        }

        return parts.Count == 1 ? parts[0] : "(" + string.Join(" | ", parts) + ")";
    }

    /// <summary>The bits of a field as a mask of the word.</summary>
    public uint MaskOf(char letter) => Fields[letter].Aggregate(0u, (mask, position) => mask | (1u << position));

    /// <summary>A field's value spread over its places in the word.</summary>
    public uint Spread(char letter, uint fieldValue)
    {
        List<int> positions = Fields[letter];
        uint word = 0;
        for (int i = 0; i < positions.Count; i++)
        {
            word |= ((fieldValue >> (positions.Count - 1 - i)) & 1) << positions[i];
        }

        return word;
    }
}
