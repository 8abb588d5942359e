using System.Buffers;
using System.Text;

namespace Introspect.Vmi.Memory;

/// <summary>
/// Text of a guest as text of ours. A guest may put anything into it, so what could drive a terminal is written as <c>\xNN</c>; tabs stay.
/// </summary>
internal static class GuestText
{
    private static readonly SearchValues<char> s_control = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(static code => code != '\t').Concat(Enumerable.Range(0x7F, 0x21)).Select(static code => (char)code)]);

    /// <summary>Decodes UTF-8; bytes that are none become U+FFFD.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        if (!text.AsSpan().ContainsAny(s_control))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length + 16);
        foreach (char character in text)
        {
            _ = s_control.Contains(character) ? clean.Append($"\\x{(int)character:X2}") : clean.Append(character);
        }

        return clean.ToString();
    }

    /// <summary>Decodes up to the first zero byte.</summary>
    public static string DecodeTerminated(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Decode(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>True for a name as kernels give them: printable ASCII, at least one character, ended by a zero byte.</summary>
    public static bool IsName(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return end > 0 && !bytes[..end].ContainsAnyExceptInRange((byte)0x20, (byte)0x7E);
    }
}
