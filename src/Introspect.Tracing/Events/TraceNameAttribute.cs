namespace Introspect.Tracing.Events;

/// <summary>What traces, reports and clients call a value of an enumeration; without it, its name in lower case with dashes.</summary>
/// <param name="name">The name.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class TraceNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name => name;

    /// <summary>The category of the variant, when it is not that of the event.</summary>
    public TraceCategories Category { get; init; }
}
