using System.Collections.Immutable;
using Introspect.Core;
using Introspect.Machine.DeviceTree;

namespace Introspect.Machine.Loading;

/// <summary>
/// What to write into memory, and the registers to start with. The rules of placement, by Linux
/// Documentation/arch/arm/booting.rst and as QEMU has it, so that a guest finds things where it is used to:
/// an image without an address lies at RAM + 0x10000; the initrd at the middle of RAM, but at most at RAM + 128 MiB, unless
/// the unpacking kernel reaches farther or the initrd would not fit, then right behind the kernel; the device tree behind the
/// initrd within one section of 1 MiB, or at the start of RAM for an ELF and for firmware. Initrd and device tree stay in the
/// memory that a kernel maps from the start. A list of tags, which older kernels take instead of a tree, lies at RAM + 0x100.
/// </summary>
public sealed record BootPlan(ImmutableArray<GuestSegment> Segments, BootState State)
{
    /// <summary>Machine number for a kernel that goes by its device tree alone.</summary>
    public const uint NoMachineId = uint.MaxValue;

    private const uint PayloadOffset = 0x1_0000;
    private const uint TagsOffset = 0x100;

    // There a kernel makes its first page table.
    private const uint TagsEndOffset = 0x4000;

    private const ulong InitrdOffset = 128UL << 20;
    private const ulong Page = 4096, Section = 1UL << 20;

    // 3 G/1 G kernels map 760 MiB from the start; some give a little more away to vmalloc.
    private const ulong MappedFromTheStart = 704UL << 20;

    /// <summary>
    /// Starts an image. Fills /chosen of <paramref name="tree"/> with the arguments and the initrd's place; the tree's other
    /// nodes are the board's matter.
    /// </summary>
    /// <exception cref="IntrospectException">Something does not fit; the message names it with the sizes.</exception>
    public static BootPlan ForImage(
        RamRange ram, GuestImage image, GuestFile? initrd, DeviceTreeBlob tree, string? arguments, uint machineId = NoMachineId)
    {
        ImmutableArray<GuestSegment> segments = PlaceImage(ram, image);
        if (arguments is not null)
        {
            LinuxDeviceTree.SetBootArguments(tree, arguments);
        }

        // The blob's length does not depend on the addresses in it, so a first version of it measures.
        SetInitrd(tree, initrd, ram.Base);
        ulong blobBytes = (ulong)tree.Write().Length;
        (ulong start, ulong blobAddress) = PlaceBehind(ram, image, segments, initrd, blobBytes);
        SetInitrd(tree, initrd, start);
        return Plan(image, segments, new GuestSegment((uint)blobAddress, tree.Write()), initrd, start, machineId);
    }

    /// <summary>
    /// Starts an image that knows its machine by number, with a list of tags. An ELF that lies where the list would be gets none, and
    /// R2 is 0.
    /// </summary>
    /// <exception cref="IntrospectException">Something does not fit; the message names it with the sizes.</exception>
    public static BootPlan ForTaggedImage(RamRange ram, GuestImage image, GuestFile? initrd, string? arguments, uint machineId)
    {
        ImmutableArray<GuestSegment> segments = PlaceImage(ram, image);
        ulong start = initrd is null ? 0 : PlaceBehind(ram, image, segments, initrd, blobBytes: 0).Initrd;
        RamRange? initrdPlace = initrd is null ? null : new RamRange(start, (ulong)initrd.Bytes.Length);
        var tags = new GuestSegment((uint)ram.Base + TagsOffset, BootTags.Write(ram, arguments, initrdPlace));
        if (tags.End > ram.Base + TagsEndOffset)
        {
            throw new IntrospectException(
                $"The command line is too long: it makes the list of tags {tags.MemorySize} bytes, and " +
                $"{TagsEndOffset - TagsOffset} are free in front of the kernel's page table. Give a shorter --append.");
        }

        bool isCovered = segments.Any(segment => segment.Address < tags.End && segment.End > tags.Address);
        return Plan(image, segments, isCovered ? null : tags, initrd, start, machineId);
    }

    /// <summary>Starts firmware that lies in flash at address 0; it looks for the device tree at the start of RAM.</summary>
    public static BootPlan ForFirmware(RamRange ram, DeviceTreeBlob tree, string? arguments)
    {
        if (arguments is not null)
        {
            LinuxDeviceTree.SetBootArguments(tree, arguments);
        }

        var blob = new GuestSegment((uint)ram.Base, tree.Write());
        return new BootPlan([blob], new BootState(Pc: 0, R0: 0, R1: 0, R2: 0, StartsInThumb: false));
    }

    private static BootPlan Plan(
        GuestImage image, ImmutableArray<GuestSegment> segments, GuestSegment? description, GuestFile? initrd, ulong initrdAt, uint machineId)
    {
        uint entry = image.Segments.IsEmpty ? segments[0].Address : image.Entry;
        if (description is not null)
        {
            segments = segments.Add(description);
        }

        if (initrd is not null)
        {
            segments = segments.Add(new GuestSegment((uint)initrdAt, initrd.Bytes));
        }

        return new BootPlan(segments, new BootState(entry, R0: 0, machineId, R2: description?.Address ?? 0, image.StartsInThumb));
    }

    // Where the initrd and a device tree of this many bytes lie.
    private static (ulong Initrd, ulong Blob) PlaceBehind(
        RamRange ram, GuestImage image, ImmutableArray<GuestSegment> segments, GuestFile? initrd, ulong blobBytes)
    {
        ulong imageEnd = Math.Max(segments.Max(static s => s.End), ram.Base + image.UnpackedBytes);
        ulong behindImage = AlignUp(imageEnd, Page);
        ulong start = Math.Max(behindImage, ram.Base + AlignUp(Math.Min(ram.Size / 2, InitrdOffset), Page));
        ulong initrdBytes = (ulong)(initrd?.Bytes.Length ?? 0);
        ulong limit = ram.Base + Math.Min(ram.Size, MappedFromTheStart);
        ulong blobAddress = BlobAddress(start + initrdBytes, blobBytes);
        if (blobAddress + blobBytes > limit)
        {
            start = behindImage;
            blobAddress = BlobAddress(start + initrdBytes, blobBytes);
        }

        if (image.Kind == GuestImageKind.Elf && segments[0].Address >= ram.Base + blobBytes)
        {
            blobAddress = ram.Base;
        }

        return Math.Max(blobAddress + blobBytes, start + initrdBytes) <= limit
            ? (start, blobAddress)
            : throw DoesNotFit(ram, image, imageEnd, initrd, blobBytes);
    }

    private static ImmutableArray<GuestSegment> PlaceImage(RamRange ram, GuestImage image)
    {
        if (image.Segments.IsEmpty)
        {
            ulong needed = Math.Max(PayloadOffset + (ulong)image.Payload.Length, image.UnpackedBytes);
            return needed <= ram.Size
                ? [new GuestSegment((uint)ram.Base + PayloadOffset, image.Payload)]
                : throw new IntrospectException(
                    $"{image.Name}: the image of {Size((ulong)image.Payload.Length)} needs {Size(needed)} of RAM, and the machine has " +
                    $"{Size(ram.Size)}. Give it more: --memory {MiB(needed)}.");
        }

        foreach (GuestSegment segment in image.Segments)
        {
            if (segment.Address < ram.Base || segment.End > ram.End)
            {
                throw new IntrospectException(
                    $"{image.Name}: 0x{segment.Address:X8}..0x{segment.End:X8} lies outside the RAM of this machine, " +
                    $"0x{ram.Base:X8}..0x{ram.End:X8}. Link it for this board, choose its board (--board), or give more --memory.");
            }
        }

        return image.Segments;
    }

    /// <summary>Old kernels map only the section that the blob starts in.</summary>
    private static ulong BlobAddress(ulong from, ulong bytes)
    {
        ulong address = AlignUp(from, Page);
        return (address % Section) + bytes <= Section ? address : AlignUp(address, Section);
    }

    private static void SetInitrd(DeviceTreeBlob tree, GuestFile? initrd, ulong start)
    {
        if (initrd is not null)
        {
            LinuxDeviceTree.SetInitrd(tree, start, start + (ulong)initrd.Bytes.Length);
        }
    }

    private static IntrospectException DoesNotFit(RamRange ram, GuestImage image, ulong imageEnd, GuestFile? initrd, ulong blobBytes)
    {
        ulong initrdBytes = (ulong)(initrd?.Bytes.Length ?? 0);
        ulong needed = AlignUp(imageEnd - ram.Base, Page) + initrdBytes + blobBytes + Section;
        string what = initrd is null
            ? $"{image.Name}: the device tree of {Size(blobBytes)} does not fit"
            : $"{initrd.Name}: the initrd of {Size(initrdBytes)} does not fit";
        string remedy = needed <= MappedFromTheStart
            ? $"Give more RAM: --memory {MiB(needed)}."
            : $"A kernel reaches only {Size(MappedFromTheStart)} at its start; make it smaller, or put it on a --drive.";
        return new IntrospectException(
            $"{what} behind the kernel, which needs {Size(imageEnd - ram.Base)} of the {Size(ram.Size)} of RAM. {remedy}");
    }

    private static ulong AlignUp(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);

    private static string Size(ulong bytes) => bytes < 10 << 20 ? $"{(bytes + 1023) >> 10} KiB" : $"{MiB(bytes)} MiB";

    private static ulong MiB(ulong bytes) => (bytes + (1 << 20) - 1) >> 20;
}
