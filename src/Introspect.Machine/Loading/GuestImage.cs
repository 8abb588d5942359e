using System.Buffers.Binary;
using System.Collections.Immutable;
using Introspect.Core.Symbols;

namespace Introspect.Machine.Loading;

/// <summary>The kinds of guest image, told apart by their first bytes and never by their names.</summary>
public enum GuestImageKind
{
    /// <summary>ELF32 for ARM.</summary>
    Elf,

    /// <summary>Linux's self-extracting kernel.</summary>
    ZImage,

    /// <summary>U-Boot's wrapped image.</summary>
    UImage,

    /// <summary>Anything else: bytes that are run as they are.</summary>
    Raw,
}

/// <summary>A guest's program: what of it belongs where, and where it starts.</summary>
public sealed class GuestImage
{
    public required string Name { get; init; }

    public required GuestImageKind Kind { get; init; }

    /// <summary>What has an address of its own; empty for an image that runs wherever it is put.</summary>
    public ImmutableArray<GuestSegment> Segments { get; init; } = [];

    /// <summary>The image when it has no address of its own (zImage, raw, uImage "noload").</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The physical address of the first instruction; counts only with <see cref="Segments"/>.</summary>
    public uint Entry { get; init; }

    /// <summary>True when the first instruction is T32.</summary>
    public bool StartsInThumb { get; init; }

    /// <summary>
    /// Bytes from the start of RAM that a self-extracting kernel writes to before it reads its initrd and device tree; 0 for
    /// an image that stays where it is put.
    /// </summary>
    public ulong UnpackedBytes { get; init; }

    /// <summary>Names and addresses, as linked; empty when the image carries none.</summary>
    /// <exception cref="Introspect.Core.IntrospectException">The names are too long to be kept.</exception>
    public SymbolTable Symbols => SymbolSource?.Value ?? SymbolTable.Empty;

    /// <summary>Reads the symbols, which a guest does not need to run; null when the image carries none.</summary>
    internal Lazy<SymbolTable>? SymbolSource { private get; init; }

    /// <summary>Recognises and checks an image by its content.</summary>
    /// <exception cref="Introspect.Core.IntrospectException">The image is of a known kind but broken, or for another machine.</exception>
    public static GuestImage Parse(GuestFile file)
    {
        ReadOnlySpan<byte> bytes = file.Bytes.Span;
        if (bytes.StartsWith("\x7F"u8) && bytes[1..].StartsWith("ELF"u8))
        {
            return new ElfReader(file).Read();
        }

        if (ZImageReader.Recognises(bytes))
        {
            return ZImageReader.Read(file);
        }

        if (bytes.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(bytes) == UImageReader.Magic)
        {
            return UImageReader.Read(file);
        }

        return new GuestImage { Name = file.Name, Kind = GuestImageKind.Raw, Payload = file.Bytes };
    }
}
