using System.Collections.Immutable;

namespace Introspect.Cli.Guests;

/// <summary>A row of <see cref="GuestCatalog"/>: a guest that is known to run, and the machine it wants.</summary>
public sealed record CatalogGuest
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Board { get; init; }

    public required string Cpu { get; init; }

    public required int MemoryMiB { get; init; }

    /// <summary>Text on its console that shows that it runs.</summary>
    public required string Marker { get; init; }

    public required GuestSource Source { get; init; }

    /// <summary>The kernel's file in the cache; null for firmware, which lies in <see cref="Flash"/>.</summary>
    public string? Kernel { get; init; }

    public string? Initrd { get; init; }

    public string? Arguments { get; init; }

    /// <summary>Images of flash banks 0, 1, ...; the guest may write to them, and what it writes ends with the machine.</summary>
    public ImmutableArray<string> Flash { get; init; } = [];
}

/// <summary>Where a guest comes from.</summary>
public abstract record GuestSource
{
    private GuestSource()
    {
    }

    /// <summary>It is part of this program.</summary>
    public sealed record BuiltIn : GuestSource;

    /// <summary>Files of one Debian package: path in the package, name in the cache.</summary>
    public sealed record Package(string Name, params ImmutableArray<(string Path, string File)> Files) : GuestSource;

    /// <summary>The kernel that a Debian package depends on, with an initramfs that we build around busybox.</summary>
    public sealed record Kernel(string MetaPackage) : GuestSource;
}
