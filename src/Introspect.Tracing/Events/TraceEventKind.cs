using System.Collections.Immutable;

namespace Introspect.Tracing.Events;

/// <summary>What is known of an event by its number.</summary>
/// <param name="Number">The number.</param>
/// <param name="Group">What its variants have in common: <c>exit</c>.</param>
/// <param name="Variant">Which of them it is: <c>mmio</c>; empty when there is but one.</param>
/// <param name="Category">What it is traced with.</param>
/// <param name="Fields">Its fields in their order.</param>
public sealed record TraceEventKind(ushort Number, string Group, string Variant, TraceCategories Category, ImmutableArray<TraceField> Fields)
{
    /// <summary>What people call it: <c>exit/mmio</c>.</summary>
    public string Name { get; } = Variant.Length == 0 ? Group : $"{Group}/{Variant}";

    /// <summary>How long its fields are together.</summary>
    public int PayloadBytes { get; } = Fields.Sum(static field => field.Bytes);
}
