using System.Buffers.Binary;
using System.Text;
using Introspect.Core.Symbols;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>
/// The kernel's own symbol table (kernel/kallsyms.c, scripts/kallsyms.c): names as strings of tokens, addresses as distances from a base
/// (CONFIG_KALLSYMS_BASE_RELATIVE, Linux 2213e9a66bb8, v4.6). VMCOREINFO tells where it lies since 5fd8fea935a1 (v6.0).
/// </summary>
internal static class Kallsyms
{
    private const int MaxSymbols = 1 << 20, MaxNameBytes = 512, Tokens = 256, MaxTokenBytes = 16 << 10;

    /// <summary>Reads the whole table; empty when the kernel does not say where it is, or it is not as it must be.</summary>
    public static SymbolTable Read(GuestSpace space, VmCoreInfo info)
    {
        if (!info.TrySymbol("kallsyms_num_syms", out uint countAddress) || !space.TryReadWord(countAddress, out uint count) ||
            count is 0 or > MaxSymbols ||
            !info.TrySymbol("kallsyms_names", out uint names) || !info.TrySymbol("kallsyms_offsets", out uint offsets) ||
            !info.TrySymbol("kallsyms_relative_base", out uint baseAddress) || !space.TryReadWord(baseAddress, out uint relativeBase) ||
            !TryReadTokens(space, info, out byte[][] tokens))
        {
            return SymbolTable.Empty;
        }

        byte[] distances = new byte[count * 4];
        byte[] packed = ReadUpTo(space, names, (int)Math.Min(count * 24, 32 << 20));
        if (!space.TryRead(offsets, distances))
        {
            return SymbolTable.Empty;
        }

        var symbols = new List<GuestSymbol>((int)count);
        Span<byte> name = stackalloc byte[MaxNameBytes];
        int at = 0;
        for (int i = 0; i < count && TryExpand(packed, ref at, tokens, name, out int length); i++)
        {
            uint distance = BinaryPrimitives.ReadUInt32LittleEndian(distances.AsSpan(4 * i));
            if (length > 1)
            {
                // The first letter is the type, as nm writes it. On 32-bit ARM every distance is positive.
                bool isFunction = (name[0] | 0x20) is (byte)'t' or (byte)'w';
                bool isThumb = isFunction && (distance & 1) != 0;
                string text = Encoding.ASCII.GetString(name[1..length]);
                symbols.Add(new GuestSymbol(text, (relativeBase + distance) & (isThumb ? ~1u : uint.MaxValue), 0, isFunction, isThumb));
            }
        }

        return new SymbolTable(symbols);
    }

    private static bool TryReadTokens(GuestSpace space, VmCoreInfo info, out byte[][] tokens)
    {
        tokens = new byte[Tokens][];
        byte[] indexes = new byte[Tokens * 2];
        if (!info.TrySymbol("kallsyms_token_table", out uint table) || !info.TrySymbol("kallsyms_token_index", out uint index) ||
            !space.TryRead(index, indexes))
        {
            return false;
        }

        byte[] text = ReadUpTo(space, table, MaxTokenBytes);
        for (int i = 0; i < Tokens; i++)
        {
            int from = BinaryPrimitives.ReadUInt16LittleEndian(indexes.AsSpan(2 * i));
            int length = from < text.Length ? text.AsSpan(from).IndexOf((byte)0) : -1;
            if (length < 0)
            {
                return false;
            }

            tokens[i] = text.AsSpan(from, length).ToArray();
        }

        return true;
    }

    // A name is its length in tokens, in one byte or two (Linux 73bbb94466fd, v6.1), then the tokens.
    private static bool TryExpand(ReadOnlySpan<byte> packed, ref int at, byte[][] tokens, Span<byte> name, out int length)
    {
        length = 0;
        if (at >= packed.Length)
        {
            return false;
        }

        int count = packed[at++];
        if (count >= 0x80)
        {
            if (at >= packed.Length)
            {
                return false;
            }

            count = (count & 0x7F) | (packed[at++] << 7);
        }

        if (count > packed.Length - at)
        {
            return false;
        }

        foreach (byte token in packed.Slice(at, count))
        {
            byte[] text = tokens[token];
            int part = Math.Min(text.Length, name.Length - length);
            text.AsSpan(0, part).CopyTo(name[length..]);
            length += part;
        }

        at += count;
        return true;
    }

    private static byte[] ReadUpTo(GuestSpace space, uint address, int length)
    {
        byte[] bytes = new byte[length];
        while (length > 0 && !space.TryRead(address, bytes.AsSpan(0, length)))
        {
            length /= 2;
        }

        return bytes[..length];
    }
}
