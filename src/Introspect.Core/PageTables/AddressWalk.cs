using System.Collections.Immutable;

namespace Introspect.Core.PageTables;

/// <summary>How an address was translated.</summary>
/// <param name="Address">The virtual address.</param>
/// <param name="Steps">The descriptors that were read, first level first.</param>
/// <param name="Physical">Where it leads, or null.</param>
/// <param name="Outcome">For people: what mapped it, or why nothing did.</param>
public sealed record AddressWalk(uint Address, ImmutableArray<WalkStep> Steps, ulong? Physical, string Outcome);

/// <summary>One descriptor of a walk.</summary>
/// <param name="Table">The table it stands in, with its level and address.</param>
/// <param name="Index">Its place in the table.</param>
/// <param name="Descriptor">The descriptor's value; a word in the short format.</param>
/// <param name="Kind">What it stands for.</param>
public readonly record struct WalkStep(TranslationTable Table, uint Index, ulong Descriptor, DescriptorKind Kind);
