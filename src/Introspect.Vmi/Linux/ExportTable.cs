using System.Text;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>
/// The kernel's table of symbols for modules: the only place that names its data where kallsyms has functions alone. An entry of struct
/// kernel_symbol (include/linux/export.h) is value, name, namespace: absolute addresses, or distances from the word itself with
/// CONFIG_HAVE_ARCH_PREL32_RELOCATIONS (Linux 7290d5809571, v4.19). The namespace came with cb9b55d21fe0 (v5.4).
/// </summary>
internal static class ExportTable
{
    // A name stands once among the names of exported symbols, and seldom elsewhere.
    private const int MaxPlaces = 16;

    /// <summary>Finds the address of an exported symbol: its name in the image, the entry that points to the name, the value in the entry.</summary>
    public static bool TryFind(KernelImage image, string symbol, out uint address)
    {
        byte[] name = [0, .. Encoding.ASCII.GetBytes(symbol), 0];
        ReadOnlySpan<byte> bytes = image.Bytes;
        int places = 0;
        for (int from = 0; places < MaxPlaces && bytes[from..].IndexOf(name) is >= 0 and var found; from += found + 1, places++)
        {
            uint nameAddress = image.Start + (uint)(from + found + 1);
            if (TryAbsolute(image, nameAddress, out address) || TryRelative(image, nameAddress, out address))
            {
                return true;
            }
        }

        address = 0;
        return false;
    }

    private static bool TryAbsolute(KernelImage image, uint nameAddress, out uint address)
    {
        ReadOnlySpan<uint> words = image.Words;
        for (int from = 1; words[from..].IndexOf(nameAddress) is >= 0 and var found; from += found + 1)
        {
            int at = from + found;
            address = words[at - 1];
            if (image.Contains(address) && HasNeighbours(image, at))
            {
                return true;
            }
        }

        address = 0;
        return false;
    }

    private static bool TryRelative(KernelImage image, uint nameAddress, out uint address)
    {
        ReadOnlySpan<uint> words = image.Words;
        for (int at = 1; at < words.Length; at++)
        {
            if (words[at] + image.Start + (uint)(4 * at) == nameAddress)
            {
                address = words[at - 1] + image.Start + (uint)(4 * (at - 1));
                if (image.Contains(address))
                {
                    return true;
                }
            }
        }

        address = 0;
        return false;
    }

    // The entries are sorted by name: those before and after name symbols too, 8 or 12 bytes away.
    private static bool HasNeighbours(KernelImage image, int at)
    {
        foreach (int words in (ReadOnlySpan<int>)[3, 2])
        {
            if (NamesSymbol(image, at - words) && NamesSymbol(image, at + words))
            {
                return true;
            }
        }

        return false;
    }

    private static bool NamesSymbol(KernelImage image, int at)
    {
        if ((uint)at >= (uint)image.Words.Length || !image.Contains(image.Words[at]))
        {
            return false;
        }

        ReadOnlySpan<byte> name = image.Bytes[(int)(image.Words[at] - image.Start)..];
        return GuestText.IsName(name[..Math.Min(name.Length, 256)]);
    }
}
