using Introspect.Core;

namespace Introspect.Vmi.Memory;

/// <summary>
/// An object in guest memory is not as it must be. A running guest may have changed it while it was read, so whoever reads tries again
/// before it believes this.
/// </summary>
internal sealed class BrokenObjectException : IntrospectException
{
    public BrokenObjectException()
    {
    }

    public BrokenObjectException(string message)
        : base(message)
    {
    }

    public BrokenObjectException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A pointer leads nowhere, or where it must not.</summary>
    public static BrokenObjectException Pointer(GuestObject owner, string field, int offset, uint value, string why) =>
        new($"{owner}: field {field} at 0x{owner.Address + (uint)offset:X8} points to 0x{value:X8}, {why}.");

    /// <summary>A field has a value that cannot be.</summary>
    public static BrokenObjectException Value(GuestObject owner, string field, int offset, uint value, string why) =>
        new($"{owner}: field {field} at 0x{owner.Address + (uint)offset:X8} is 0x{value:X8}, {why}.");

    /// <summary>An object cannot be read.</summary>
    public static BrokenObjectException Unmapped(GuestObject owner) => new($"{owner}: the address is not mapped to RAM.");
}

/// <summary>An object in guest memory, for messages.</summary>
/// <param name="Type">Its type in the kernel's words.</param>
/// <param name="Address">Where it lies.</param>
/// <param name="Name">What it calls itself, or null.</param>
internal readonly record struct GuestObject(string Type, uint Address, string? Name = null)
{
    public override string ToString() => Name is null ? $"{Type} 0x{Address:X8}" : $"{Type} 0x{Address:X8} '{Name}'";
}
