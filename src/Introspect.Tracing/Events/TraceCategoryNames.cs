using System.Collections.Immutable;
using System.Numerics;

namespace Introspect.Tracing.Events;

/// <summary>What people call the categories: as in <see cref="TraceCategories"/>, in lower case.</summary>
public static class TraceCategoryNames
{
    /// <summary>Separates the names in a list.</summary>
    public const char Separator = ',';

    /// <summary>The categories one by one, in their order, and their names.</summary>
    public static ImmutableArray<(string Name, TraceCategories Category)> Single { get; } =
    [
        .. Enum.GetValues<TraceCategories>()
            .Where(static category => BitOperations.IsPow2((uint)category))
            .Select(static category => (Lower(category), category)),
    ];

    /// <summary>All names that a list may hold: those of <see cref="Single"/>, and the sums <c>default</c> and <c>all</c>.</summary>
    public static ImmutableArray<(string Name, TraceCategories Category)> All { get; } =
        [.. Single, (Lower(TraceCategories.Default), TraceCategories.Default), (Lower(TraceCategories.All), TraceCategories.All)];

    /// <summary>The categories as a list of names.</summary>
    public static string Of(TraceCategories categories) =>
        string.Join(Separator, Single.Where(row => (row.Category & categories) != 0).Select(static row => row.Name));

    /// <summary>What a name stands for; false when there is no such name.</summary>
    public static bool TryParse(string name, out TraceCategories categories)
    {
        categories = All.FirstOrDefault(row => row.Name == name).Category;
        return categories != TraceCategories.None;
    }

    private static string Lower(TraceCategories category) => $"{category}".ToLowerInvariant();
}
