using System.Collections.Immutable;

namespace Introspect.Machine.DeviceTree;

/// <summary>
/// A device tree as a boot program hands it over: the nodes, the memory a client must leave alone, and the number of the
/// boot CPU. Devicetree Specification v0.4, chapter 5 (flattened format, version 17).
/// </summary>
public sealed class DeviceTreeBlob
{
    /// <summary>The largest blob read or written. An ARM kernel maps two sections of 1 MiB for it (Linux arch/arm/mm/mmu.c).</summary>
    public const int MaxBytes = 2 << 20;

    public DeviceTreeBlob(DeviceTreeNode root) => Root = root;

    public DeviceTreeNode Root { get; }

    /// <summary>Memory that the client program must not use (5.3).</summary>
    public ImmutableArray<MemoryReservation> Reservations { get; init; } = [];

    /// <summary>The "reg" of the CPU that boots (boot_cpuid_phys, 5.2).</summary>
    public uint BootCpu { get; init; }

    /// <summary>Reads and checks a blob. <paramref name="file"/> names it in errors.</summary>
    /// <exception cref="Introspect.Core.IntrospectException">The bytes are no sound blob.</exception>
    public static DeviceTreeBlob Read(ReadOnlyMemory<byte> bytes, string file) => new DeviceTreeReader(bytes, file).Read();

    /// <summary>The blob as bytes; its length is a multiple of 8 and depends on names and value lengths only.</summary>
    public byte[] Write() => DeviceTreeWriter.Write(this);
}

/// <summary>A range of memory that is not to be used (Devicetree Specification v0.4, 5.3.2).</summary>
public sealed record MemoryReservation(ulong Address, ulong Size);
