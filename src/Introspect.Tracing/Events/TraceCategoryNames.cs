using System.Collections.Immutable;

namespace Introspect.Tracing.Events;

/// <summary>A category, or a sum of them, and what people call it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Category">What it stands for.</param>
public sealed record TraceCategoryName(string Name, TraceCategories Category);

/// <summary>What people call the categories: as in <see cref="TraceCategories"/>, in lower case.</summary>
public static class TraceCategoryNames
{
    /// <summary>Separates the names in a list.</summary>
    public const char Separator = ',';

    /// <summary>The categories one by one, in their order, and their names.</summary>
    public static ImmutableArray<TraceCategoryName> Single { get; } =
    [
        new("exits", TraceCategories.Exits),
        new("tlb", TraceCategories.Tlb),
        new("cp15", TraceCategories.Cp15),
        new("exceptions", TraceCategories.Exceptions),
        new("interrupts", TraceCategories.Interrupts),
        new("contexts", TraceCategories.Contexts),
        new("worlds", TraceCategories.Worlds),
        new("marks", TraceCategories.Marks),
    ];

    /// <summary>All names that a list may hold: those of <see cref="Single"/>, and the sums <c>default</c> and <c>all</c>.</summary>
    public static ImmutableArray<TraceCategoryName> All { get; } =
        [.. Single, new("default", TraceCategories.Default), new("all", TraceCategories.All)];

    /// <summary>The categories as a list of names.</summary>
    public static string Of(TraceCategories categories) =>
        string.Join(Separator, Single.Where(row => (row.Category & categories) != 0).Select(static row => row.Name));

    /// <summary>What a name stands for; false when there is no such name.</summary>
    public static bool TryParse(string name, out TraceCategories categories)
    {
        categories = All.FirstOrDefault(row => row.Name == name)?.Category ?? TraceCategories.None;
        return categories != TraceCategories.None;
    }
}
