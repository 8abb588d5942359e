using Introspect.Core.PageTables;

namespace Introspect.Vmi.Memory;

/// <summary>A guest's RAM by physical address, of a machine or of a file.</summary>
internal interface IGuestRam : IPhysicalReader
{
    /// <summary>First physical address.</summary>
    ulong Start { get; }

    /// <summary>First physical address behind it.</summary>
    ulong End { get; }

    /// <summary>The first address from here on that may hold anything but zeros, or <see cref="ulong.MaxValue"/>.</summary>
    ulong NextTouched(ulong address);
}
