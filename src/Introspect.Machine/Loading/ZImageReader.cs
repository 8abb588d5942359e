using System.Buffers.Binary;
using Introspect.Core;

namespace Introspect.Machine.Loading;

/// <summary>
/// Reads the header of Linux's self-extracting ARM kernel (Documentation/arch/arm/booting.rst, 3 and 4.1; the table of
/// sizes since Linux 4.15 is laid out in arch/arm/boot/compressed/vmlinux.lds.S).
/// </summary>
internal static class ZImageReader
{
    private const int MagicOffset = 0x24, StartOffset = 0x28, EndOffset = 0x2C, ByteOrderOffset = 0x30;
    private const int TableMagicOffset = 0x34, TableOffset = 0x38, HeaderBytes = 0x3C;
    private const uint Magic = 0x016F_2818, MagicOfOtherByteOrder = 0x1828_6F01;
    private const uint TableMagic = 0x4545_4545, SizeTag = 0x5A53_4C4B;
    private const uint TextOffset = 0x8000;
    private const uint Slack = 1 << 20;

    // Without a table: XZ packs kernels about four times smaller.
    private const uint GuessedRatio = 5;

    public static bool Recognises(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= HeaderBytes && BinaryPrimitives.ReadUInt32LittleEndian(bytes[MagicOffset..]) is Magic or MagicOfOtherByteOrder;

    public static GuestImage Read(GuestFile file)
    {
        ReadOnlySpan<byte> bytes = file.Bytes.Span;
        if (Word(bytes, MagicOffset) != Magic || Word(bytes, ByteOrderOffset) == 0x0102_0304)
        {
            throw new IntrospectException($"{file.Name}: a big-endian kernel. Give one built without CONFIG_CPU_BIG_ENDIAN.");
        }

        uint length = Word(bytes, EndOffset) - Word(bytes, StartOffset);
        if (length > bytes.Length || length < HeaderBytes)
        {
            throw new IntrospectException(
                $"{file.Name}: the kernel is {length} bytes by its own header, and the file has {bytes.Length}. " +
                "It is cut short or damaged; copy it again.");
        }

        return new GuestImage
        {
            Name = file.Name,
            Kind = GuestImageKind.ZImage,
            Payload = file.Bytes,
            UnpackedBytes = BytesTouched(bytes[..(int)length], bytes.Length),
        };
    }

    /// <summary>
    /// How far from the start of RAM the kernel writes while it unpacks itself: the unpacked kernel with its .bss, and behind
    /// it the packed one, which moves there when it lies in the way, with its stack and heap.
    /// </summary>
    private static ulong BytesTouched(ReadOnlySpan<byte> image, int fileBytes)
    {
        ulong unpacked = (ulong)image.Length * GuessedRatio;
        ulong textOffset = TextOffset;
        int table = Word(image, TableMagicOffset) == TableMagic ? (int)Math.Min(Word(image, TableOffset), (uint)image.Length) : image.Length;
        if (table <= image.Length - 20 && Word(image, table + 4) == SizeTag && Word(image, table + 8) <= image.Length - 4)
        {
            unpacked = (ulong)Word(image, (int)Word(image, table + 8)) + Word(image, table + 12);
            textOffset = Math.Max(textOffset, Word(image, table + 16));
        }

        return textOffset + unpacked + (ulong)fileBytes + Slack;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
