using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Introspect.Core;
using Introspect.Core.Symbols;

namespace Introspect.Machine.Loading;

/// <summary>
/// Reads a linked ELF32 file for ARM: the PT_LOAD segments by physical address, the entry, the symbols. System V ABI
/// (gABI 4.1), chapters 4 and 5; ELF for the Arm Architecture (IHI 0044), 5.5.3 for the Thumb bit of a function's address.
/// </summary>
internal sealed class ElfReader
{
    private const int HeaderBytes = 52, ProgramHeaderBytes = 32, SectionHeaderBytes = 40, SymbolBytes = 16;
    private const ushort Executable = 2, SharedObject = 3, MachineArm = 40;
    private const uint Loadable = 1;
    private const uint SymbolTableSection = 2;
    private const int NoType = 0, Object = 1, Function = 2;
    private const ushort Undefined = 0, FirstReservedSection = 0xFF00;

    // Names may overlap in a hostile string table, so that a small file spells out a large one.
    private const int MaxNameBytes = 4096;
    private const long MaxBytesOfAllNames = 64L << 20;

    private readonly GuestFile _file;

    public ElfReader(GuestFile file) => _file = file;

    private ReadOnlySpan<byte> Bytes => _file.Bytes.Span;

    public GuestImage Read()
    {
        if (Bytes.Length < HeaderBytes)
        {
            Fail($"the ELF header ends after {Bytes.Length} of {HeaderBytes} bytes", "Give the whole file.");
        }

        if (Bytes[4] != 1 || Bytes[5] != 1 || Half(18) != MachineArm)
        {
            Fail(
                $"an ELF file of class {Bytes[4]}, byte order {Bytes[5]}, machine {Half(18)}",
                $"Give one for 32-bit little-endian ARM (class 1, byte order 1, machine {MachineArm}).");
        }

        if (Half(16) is not (Executable or SharedObject))
        {
            Fail($"an ELF file of type {Half(16)}, which has no addresses yet", "Link it to an executable first.");
        }

        ImmutableArray<GuestSegment> segments = ReadSegments(out uint entry);
        return new GuestImage
        {
            Name = _file.Name,
            Kind = GuestImageKind.Elf,
            Segments = segments,
            Entry = entry & ~1u,
            StartsInThumb = (entry & 1) != 0,
            SymbolSource = FindSymbols(),
        };
    }

    private ImmutableArray<GuestSegment> ReadSegments(out uint entry)
    {
        entry = Word(24);
        uint linkedEntry = entry;
        int table = Table("program headers", Word(28), Half(44), Half(42), ProgramHeaderBytes);
        var segments = new List<GuestSegment>();
        for (int header = table; header < table + (Half(44) * ProgramHeaderBytes); header += ProgramHeaderBytes)
        {
            uint offset = Word(header + 4);
            uint virtualAddress = Word(header + 8);
            uint physicalAddress = Word(header + 12);
            uint fileSize = Word(header + 16);
            uint memorySize = Word(header + 20);
            if (Word(header) != Loadable || memorySize == 0)
            {
                continue;
            }

            if ((ulong)offset + fileSize > (ulong)Bytes.Length)
            {
                Fail(
                    $"a segment takes bytes 0x{offset:X}..0x{(ulong)offset + fileSize:X}, and the file ends at 0x{Bytes.Length:X}",
                    "The file is cut short; copy it again.");
            }

            if (fileSize > memorySize || (ulong)physicalAddress + memorySize > 1UL << 32)
            {
                Fail(
                    $"the segment at 0x{physicalAddress:X8} has {fileSize} bytes for 0x{memorySize:X} bytes of memory",
                    "The program header is damaged; link the image again.");
            }

            segments.Add(new GuestSegment(physicalAddress, _file.Bytes.Slice((int)offset, (int)fileSize), memorySize));

            // The entry is a virtual address; what starts the guest is where that lies with the MMU off.
            if (linkedEntry - virtualAddress < memorySize)
            {
                entry = linkedEntry - virtualAddress + physicalAddress;
            }
        }

        if (segments.Count == 0)
        {
            Fail("the ELF file has nothing to load", "Give a linked executable with PT_LOAD segments.");
        }

        segments.Sort(static (a, b) => a.Address.CompareTo(b.Address));
        for (int i = 1; i < segments.Count; i++)
        {
            if (segments[i].Address < segments[i - 1].End)
            {
                Fail(
                    $"the segments at 0x{segments[i - 1].Address:X8} and 0x{segments[i].Address:X8} overlap",
                    "Mend the linker script (check the load addresses, AT>).");
            }
        }

        return [.. segments];
    }

    private Lazy<SymbolTable>? FindSymbols()
    {
        int count = Half(48);
        if (count == 0 || Word(32) == 0)
        {
            return null;
        }

        int table = Table("section headers", Word(32), (uint)count, Half(46), SectionHeaderBytes);
        for (int i = 0; i < count; i++)
        {
            int section = table + (i * SectionHeaderBytes);
            uint strings = Word(section + 24);
            if (Word(section + 4) == SymbolTableSection && strings < count)
            {
                ReadOnlyMemory<byte> symbols = Content(section);
                ReadOnlyMemory<byte> names = Content(table + ((int)strings * SectionHeaderBytes));
                return new Lazy<SymbolTable>(() => new SymbolTable(ReadSymbols(symbols, names)));
            }
        }

        return null;
    }

    private List<GuestSymbol> ReadSymbols(ReadOnlyMemory<byte> symbols, ReadOnlyMemory<byte> names)
    {
        var found = new List<GuestSymbol>();
        long bytesOfNames = 0;
        for (int at = 0; at <= symbols.Length - SymbolBytes; at += SymbolBytes)
        {
            ReadOnlySpan<byte> symbol = symbols.Span.Slice(at, SymbolBytes);
            uint name = BinaryPrimitives.ReadUInt32LittleEndian(symbol);
            uint value = BinaryPrimitives.ReadUInt32LittleEndian(symbol[4..]);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(symbol[8..]);
            int type = symbol[12] & 0xF;
            ushort section = BinaryPrimitives.ReadUInt16LittleEndian(symbol[14..]);

            // Mapping symbols ($a, $t, $d; IHI 0044, 5.5.5) say what the bytes are, and name nothing.
            if (type is not (NoType or Object or Function) || section is Undefined or >= FirstReservedSection ||
                name >= names.Length || names.Span[(int)name] is 0 or (byte)'$')
            {
                continue;
            }

            ReadOnlySpan<byte> text = names.Span[(int)name..];
            text = text[..Math.Min(text.Length, MaxNameBytes)];
            int end = text.IndexOf((byte)0);
            text = end < 0 ? text : text[..end];
            bytesOfNames += text.Length;
            if (bytesOfNames > MaxBytesOfAllNames)
            {
                Fail($"its symbol names take more than {MaxBytesOfAllNames >> 20} MiB", "Strip it of symbols that are not needed.");
            }

            bool thumb = type == Function && (value & 1) != 0;
            found.Add(new GuestSymbol(Encoding.UTF8.GetString(text), thumb ? value & ~1u : value, size, type == Function, thumb));
        }

        return found;
    }

    private ReadOnlyMemory<byte> Content(int sectionHeader)
    {
        uint offset = Word(sectionHeader + 16);
        uint size = Word(sectionHeader + 20);
        if ((ulong)offset + size > (ulong)Bytes.Length)
        {
            Fail(
                $"a section takes bytes 0x{offset:X}..0x{(ulong)offset + size:X}, and the file ends at 0x{Bytes.Length:X}",
                "The file is cut short; copy it again.");
        }

        return _file.Bytes.Slice((int)offset, (int)size);
    }

    private int Table(string what, uint offset, uint count, uint entryBytes, int expectedEntryBytes)
    {
        if (count > 0 && entryBytes != expectedEntryBytes)
        {
            Fail($"its {what} have {entryBytes} bytes each instead of {expectedEntryBytes}", "The ELF header is damaged; link the image again.");
        }

        ulong end = offset + ((ulong)count * entryBytes);
        if (end > (ulong)Bytes.Length)
        {
            Fail($"its {what} reach to 0x{end:X}, and the file ends at 0x{Bytes.Length:X}", "The file is cut short; copy it again.");
        }

        return (int)offset;
    }

    private ushort Half(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes[offset..]);

    private uint Word(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes[offset..]);

    [DoesNotReturn]
    private void Fail(string what, string remedy) => throw new IntrospectException($"{_file.Name}: {what}. {remedy}");
}
