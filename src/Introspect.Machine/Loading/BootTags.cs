using System.Text;

namespace Introspect.Machine.Loading;

/// <summary>
/// The list of tags that tells a kernel without a device tree about its machine (Linux Documentation/arch/arm/booting.rst, 4a;
/// arch/arm/include/uapi/asm/setup.h). A tag is its length in words, its number and its words.
/// </summary>
internal static class BootTags
{
    private const uint Core = 0x5441_0001, Memory = 0x5441_0002, CommandLine = 0x5441_0009, Initrd = 0x5442_0005, None = 0;
    private const uint PageBytes = 4096;

    public static byte[] Write(RamRange ram, string? arguments, RamRange? initrd)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);

        // Flags (the root file system may be written), page size, number of the root device (the command line names it).
        Tag(writer, Core, [0, PageBytes, 0]);
        Tag(writer, Memory, [(uint)ram.Size, (uint)ram.Base]);
        if (arguments is not null)
        {
            Tag(writer, CommandLine, Words(arguments));
        }

        if (initrd is { } place)
        {
            Tag(writer, Initrd, [(uint)place.Base, (uint)place.Size]);
        }

        // The last tag says that it has no words at all.
        writer.Write(0u);
        writer.Write(None);
        return bytes.ToArray();
    }

    private static void Tag(BinaryWriter writer, uint number, ReadOnlySpan<uint> words)
    {
        writer.Write((uint)words.Length + 2);
        writer.Write(number);
        foreach (uint word in words)
        {
            writer.Write(word);
        }
    }

    // With at least one zero behind it.
    private static uint[] Words(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        uint[] words = new uint[(bytes.Length / sizeof(uint)) + 1];
        Buffer.BlockCopy(bytes, 0, words, 0, bytes.Length);
        return words;
    }
}
