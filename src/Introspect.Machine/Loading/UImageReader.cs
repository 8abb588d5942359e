using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.IO.Hashing;
using Introspect.Core;

namespace Introspect.Machine.Loading;

/// <summary>Reads U-Boot's "legacy" image: a header of 64 bytes with two check sums, then the data (U-Boot include/image.h).</summary>
internal static class UImageReader
{
    public const uint Magic = 0x2705_1956;

    private const int HeaderBytes = 64;
    private const byte ArchitectureArm = 2;
    private const byte Standalone = 1, Kernel = 2, Firmware = 5, KernelNoLoad = 14;
    private const byte NotCompressed = 0, Gzip = 1;
    private const int MaxUnpackedBytes = 256 << 20;

    private const string Damaged = "The file is damaged; copy or make it again.";

    public static GuestImage Read(GuestFile file)
    {
        ReadOnlySpan<byte> bytes = file.Bytes.Span;
        if (bytes.Length < HeaderBytes)
        {
            Fail(file, $"the uImage header ends after {bytes.Length} of {HeaderBytes} bytes", "Give the whole file.");
        }

        byte[] header = bytes[..HeaderBytes].ToArray();
        uint headerSum = Word(header, 4);
        header.AsSpan(4, 4).Clear();
        if (Crc32.HashToUInt32(header) != headerSum)
        {
            Fail(file, $"the check sum of the uImage header is not 0x{headerSum:X8} as it says", Damaged);
        }

        uint size = Word(header, 12);
        if (size > bytes.Length - HeaderBytes)
        {
            Fail(file, $"the uImage holds {size} bytes by its header, and {bytes.Length - HeaderBytes} follow", "It is cut short; copy it again.");
        }

        ReadOnlyMemory<byte> data = file.Bytes.Slice(HeaderBytes, (int)size);
        if (Crc32.HashToUInt32(data.Span) != Word(header, 24))
        {
            Fail(file, $"the check sum of the uImage data is not 0x{Word(header, 24):X8} as its header says", Damaged);
        }

        byte architecture = header[29];
        byte type = header[30];
        if (architecture != ArchitectureArm || type is not (Standalone or Kernel or Firmware or KernelNoLoad))
        {
            Fail(file, $"a uImage of architecture {architecture} and type {type}", "Give a kernel for ARM (mkimage -A arm -T kernel).");
        }

        ReadOnlyMemory<byte> content = header[31] switch
        {
            NotCompressed => data,
            Gzip => Unpack(file, data),
            byte other => Fail(file, $"a uImage of compression {other}", "Give one that is not compressed or by gzip (mkimage -C none or gzip)."),
        };
        return Place(file, content, load: Word(header, 16), entry: Word(header, 20), type);
    }

    private static GuestImage Place(GuestFile file, ReadOnlyMemory<byte> content, uint load, uint entry, byte type)
    {
        ulong unpacked = ZImageReader.Recognises(content.Span) ? ZImageReader.Read(file with { Bytes = content }).UnpackedBytes : 0;
        if (type == KernelNoLoad)
        {
            return new GuestImage { Name = file.Name, Kind = GuestImageKind.UImage, Payload = content, UnpackedBytes = unpacked };
        }

        if ((entry & ~1u) < load || entry - load >= (uint)content.Length)
        {
            Fail(file, $"the entry 0x{entry:X8} is not within the {content.Length} bytes at 0x{load:X8}", "Mend it (mkimage -a and -e).");
        }

        return new GuestImage
        {
            Name = file.Name,
            Kind = GuestImageKind.UImage,
            Segments = [new GuestSegment(load, content)],
            Entry = entry & ~1u,
            StartsInThumb = (entry & 1) != 0,
            UnpackedBytes = unpacked,
        };
    }

    private static ReadOnlyMemory<byte> Unpack(GuestFile file, ReadOnlyMemory<byte> packed)
    {
        using var source = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        var unpacked = new MemoryStream();
        byte[] buffer = new byte[64 << 10];
        try
        {
            for (int count = source.Read(buffer); count > 0; count = source.Read(buffer))
            {
                unpacked.Write(buffer, 0, count);
                if (unpacked.Length > MaxUnpackedBytes)
                {
                    Fail(file, $"the uImage unpacks to more than {MaxUnpackedBytes >> 20} MiB", "Give a kernel.");
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw new IntrospectException($"{file.Name}: the uImage's data are not gzip as its header says ({e.Message}). Make it again.", e);
        }

        return unpacked.ToArray();
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    [DoesNotReturn]
    private static ReadOnlyMemory<byte> Fail(GuestFile file, string what, string remedy) =>
        throw new IntrospectException($"{file.Name}: {what}. {remedy}");
}
