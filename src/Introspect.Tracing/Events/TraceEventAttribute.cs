namespace Introspect.Tracing.Events;

/// <summary>
/// Makes a record an event with a number. A number is never used again for another event, a field never changes its type, and new fields go last.
/// </summary>
/// <param name="number">The number; with <see cref="Variants"/> that of the variant 0, and variant n has the n-th number after it.</param>
/// <param name="name">What people call it; a variant is called <c>name/variant</c>.</param>
/// <param name="category">Its category, unless a variant has one of its own.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class TraceEventAttribute(ushort number, string name, TraceCategories category) : Attribute
{
    /// <summary>The first number.</summary>
    public ushort Number => number;

    /// <summary>The name.</summary>
    public string Name => name;

    /// <summary>The category.</summary>
    public TraceCategories Category => category;

    /// <summary>An enumeration whose every value is an event of its own with the same fields; null when there is but one.</summary>
    public Type? Variants { get; init; }
}
