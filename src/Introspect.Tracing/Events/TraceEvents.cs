using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Introspect.Core;
using Introspect.Tracing.Rings;

namespace Introspect.Tracing.Events;

/// <summary>All events there are: read from the records that carry a <see cref="TraceEventAttribute"/>, so that no name is written twice.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = KeptWhole)]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = KeptWhole)]
public static class TraceEvents
{
    private const string KeptWhole = "A program that is compiled ahead keeps the whole of this assembly.";

    /// <summary>Every event, by number.</summary>
    public static ImmutableArray<TraceEventKind> All { get; } =
    [
        .. typeof(TraceEvents).Assembly.GetTypes()
            .Where(static type => type.IsDefined(typeof(TraceEventAttribute)))
            .SelectMany(KindsOf)
            .OrderBy(static kind => kind.Number),
    ];

    // Behind the table that it is made from.
    private static readonly TraceEventKind?[] s_byNumber = Index();

    /// <summary>The event of a number, or null.</summary>
    public static TraceEventKind? Find(ushort number) => number < s_byNumber.Length ? s_byNumber[number] : null;

    /// <summary>The category of a number; none when there is no such event.</summary>
    public static TraceCategories CategoryOf(ushort number) => Find(number)?.Category ?? TraceCategories.None;

    /// <summary>The number of an event, or of its variant 0.</summary>
    public static ushort NumberOf<TEvent>()
        where TEvent : unmanaged => Numbers<TEvent>.First;

    /// <summary>The number of a variant of an event.</summary>
    public static ushort NumberOf<TEvent>(byte variant)
        where TEvent : unmanaged => (ushort)(Numbers<TEvent>.First + variant);

    /// <summary>True when a number is that of an event, or of one of its variants.</summary>
    public static bool Is<TEvent>(ushort number)
        where TEvent : unmanaged => (uint)(number - Numbers<TEvent>.First) < Numbers<TEvent>.Count;

    private static TraceEventKind?[] Index()
    {
        var byNumber = new TraceEventKind?[All[^1].Number + 1];
        foreach (TraceEventKind kind in All)
        {
            Invariant.Require(byNumber[kind.Number] is null, $"number {kind.Number:x4} belongs to one event");
            byNumber[kind.Number] = kind;
        }

        return byNumber;
    }

    private static IEnumerable<TraceEventKind> KindsOf(Type type)
    {
        TraceEventAttribute about = type.GetCustomAttribute<TraceEventAttribute>()!;
        ImmutableArray<TraceField> fields = FieldsOf(type);
        if (about.Variants is not { } variants)
        {
            return [new TraceEventKind(about.Number, about.Name, "", about.Category, fields)];
        }

        return Enum.GetValuesAsUnderlyingType(variants).Cast<byte>().Select(value => new TraceEventKind(
            (ushort)(about.Number + value),
            about.Name,
            TraceNames.Of(variants, value),
            TraceNames.CategoryOf(variants, value) is var own and not TraceCategories.None ? own : about.Category,
            fields));
    }

    private static ImmutableArray<TraceField> FieldsOf(Type type)
    {
        var fields = ImmutableArray.CreateBuilder<TraceField>();
        int offset = 0;
        foreach (ParameterInfo parameter in type.GetConstructors().Single().GetParameters())
        {
            PropertyInfo property = type.GetProperty(parameter.Name!)!;
            int bytes = BytesOf(property.PropertyType);
            Invariant.Require(offset % bytes == 0, $"the fields of {type.Name} leave no gap");
            fields.Add(new TraceField(
                property.Name,
                offset,
                bytes,
                property.IsDefined(typeof(HexadecimalAttribute)),
                property.PropertyType == typeof(World) ? World.Names : []));
            offset += bytes;
        }

        Invariant.Require(offset <= TraceRecord.PayloadBytes, $"the fields of {type.Name} fit into a record");
        return fields.ToImmutable();
    }

    private static int BytesOf(Type type) =>
        type == typeof(byte) || type == typeof(World) ? 1
        : type == typeof(ushort) ? 2
        : type == typeof(uint) ? 4
        : type == typeof(ulong) ? 8
        : throw new InvariantException($"{type.Name} is no type of a trace field.");

    private static class Numbers<TEvent>
    {
        internal static readonly ushort First = typeof(TEvent).GetCustomAttribute<TraceEventAttribute>()!.Number;

        internal static readonly uint Count = (uint)All.Count(static kind => kind.Group == Find(First)!.Group);
    }
}
