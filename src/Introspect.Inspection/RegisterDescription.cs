using System.Collections.Immutable;

namespace Introspect.Inspection;

/// <summary>
/// A register as clients name, show and size it.
/// </summary>
/// <param name="Name">The manual's spelling; <c>r0</c> to <c>r12</c>, <c>sp</c>, <c>lr</c>, <c>pc</c> and <c>cpsr</c> in the core group.</param>
/// <param name="Bits">Width: 32 or 64.</param>
/// <param name="Group">The group it is shown in; see <see cref="RegisterGroups"/> for those that clients know.</param>
/// <param name="Type">How its value is shown.</param>
public sealed record RegisterDescription(string Name, int Bits, string Group, RegisterType Type = RegisterType.Integer)
{
    /// <summary>Its fields by name, or empty.</summary>
    public ImmutableArray<RegisterField> Fields { get; init; } = [];
}

/// <summary>A field of a register.</summary>
/// <param name="Name">The manual's name.</param>
/// <param name="Lsb">Its lowest bit.</param>
/// <param name="Width">How many bits it has.</param>
public readonly record struct RegisterField(string Name, int Lsb, int Width);

/// <summary>How a register's value is shown.</summary>
public enum RegisterType
{
    /// <summary>A number.</summary>
    Integer,

    /// <summary>An address of data.</summary>
    DataPointer,

    /// <summary>An address of code.</summary>
    CodePointer,

    /// <summary>An IEEE 754 double; NEON shows it as lanes too.</summary>
    Double,
}

/// <summary>Groups that every client knows. Others (<c>banked</c>, <c>gic</c>, ...) are shown under their own names.</summary>
public static class RegisterGroups
{
    /// <summary><c>r0</c> to <c>r12</c>, <c>sp</c>, <c>lr</c>, <c>pc</c>, <c>cpsr</c>, in this order.</summary>
    public const string Core = "core";

    /// <summary><c>d0</c> to <c>d15</c> or <c>d31</c>, then <c>fpscr</c>.</summary>
    public const string Vfp = "vfp";

    /// <summary>System registers (CP15), by the manual's names.</summary>
    public const string System = "system";
}
