using Introspect.Arm.Models;

namespace Introspect.Arm;

/// <summary>
/// A row of the instruction table, above the method that lowers it. The pattern is a bit string: 0 and 1 are fixed, a dash is
/// ignored, a letter is a field and fills the parameter of that name (split fields gather from left to right; an upper-case letter is the
/// top bit of its lower-case field). An operand type is made by its static From; further parameters of From are fields by name, and
/// a type with <c>ExistsOn(CpuModel)</c> makes the instruction undefined where that is false. In the assembly text
/// <c>{c}</c> is the condition, <c>{s}</c> the suffix that sets flags, <c>{x?yes:no}</c> a choice, <c>{x}</c> the operand,
/// <c>{x,y}</c> operands that are written together, <c>{{</c> a brace.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public abstract class EncodingAttribute(string pattern, string assembly) : Attribute
{
    /// <summary>The bit string.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>The assembly text.</summary>
    public string Assembly { get; } = assembly;

    /// <summary>The version of the architecture that brought the encoding; ARMv4 (A32), ARMv4T (T16) or ARMv6T2 (T32) unless said.</summary>
    public ArmVersion Since { get; init; }

    /// <summary>The last version that has the encoding; the newest unless said.</summary>
    public ArmVersion Until { get; init; } = ArmVersion.V7;

    /// <summary>The extensions that it belongs to.</summary>
    public ArmExtensions Needs { get; init; }

    /// <summary>Parameters without a field of their own name: "n=d, i=i*4, u=1, r=r+m*256, s=!it" (the last: true outside an IT block).</summary>
    public string? Set { get; init; }

    /// <summary>Field values that belong to another row: "n=15, d=15", or "i&lt;8" with a power of two.</summary>
    public string? Except { get; init; }
}

/// <summary>An A32 encoding; "cccc" in front is the condition, and leaves 1111 to other rows.</summary>
public sealed class A32Attribute(string pattern, string assembly) : EncodingAttribute(pattern, assembly);

/// <summary>A 32-bit Thumb encoding, first halfword first.</summary>
public sealed class T32Attribute(string pattern, string assembly) : EncodingAttribute(pattern, assembly);

/// <summary>A 16-bit Thumb encoding.</summary>
public sealed class T16Attribute(string pattern, string assembly) : EncodingAttribute(pattern, assembly);

/// <summary>
/// A floating-point encoding: the A32 row as written and the T32 row with 1110 for the condition, both undefined where floating
/// point is disabled. ARM DDI 0406C A7.5, A7.6, A7.8, A7.9.
/// </summary>
public sealed class VfpAttribute(string pattern, string assembly) : EncodingAttribute(pattern, assembly);

/// <summary>
/// An Advanced SIMD encoding: the A32 row as written (1111 001u for data processing, 1111 0100 for elements and structures) and the
/// T32 row (111u 1111, 1111 1001), both undefined where Advanced SIMD is disabled. ARM DDI 0406C A7.4, A7.7.
/// </summary>
public sealed class NeonAttribute(string pattern, string assembly) : EncodingAttribute(pattern, assembly);
