using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Introspect.Cli.Control;
using Introspect.Inspection;
using Introspect.Tracing.Events;

namespace Introspect.Cli;

/// <summary>The one style of this program's JSON.</summary>
internal static class Json
{
    /// <summary>For files and people: indented, and readable beyond ASCII.</summary>
    public static JsonSerializerOptions Indented { get; } = new(Compact)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>For messages between processes.</summary>
    public static JsonSerializerOptions Compact => new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = JsonTypes.Default,
        Converters =
        {
            new GuestTableConverter(),
            new JsonStringEnumConverter<MachineState>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<StopReason>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<TraceCategories>(JsonNamingPolicy.CamelCase),
        },
    };

    /// <summary>A value as indented JSON.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Indented.GetTypeInfo(typeof(T)));

    /// <summary>What JSON says; null for null.</summary>
    /// <exception cref="JsonException">It does not say that.</exception>
    public static T? Read<T>(Stream json) => JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)Indented.GetTypeInfo(typeof(T)));
}
