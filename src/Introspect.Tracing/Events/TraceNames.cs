using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;

namespace Introspect.Tracing.Events;

/// <summary>What traces, reports and clients call the values of enumerations.</summary>
public static class TraceNames
{
    /// <summary>The name of a value: that of its <see cref="TraceNameAttribute"/>, or its own in lower case with dashes.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.ByValue[Convert.ToByte(value, null)];

    internal static string Of(Type type, byte value) =>
        Attribute(type, value)?.Name ?? JsonNamingPolicy.KebabCaseLower.ConvertName(Enum.GetName(type, value)!);

    internal static TraceCategories CategoryOf(Type type, byte value) => Attribute(type, value)?.Category ?? TraceCategories.None;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The compiler keeps the values of enumerations that are named at run time.")]
    private static TraceNameAttribute? Attribute(Type type, byte value) =>
        type.GetField(Enum.GetName(type, value)!)!.GetCustomAttribute<TraceNameAttribute>();

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        internal static readonly string[] ByValue =
            [.. Enum.GetValuesAsUnderlyingType<TEnum>().Cast<byte>().Select(static value => Of(typeof(TEnum), value))];
    }
}
