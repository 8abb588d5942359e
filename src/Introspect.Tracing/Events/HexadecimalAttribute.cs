namespace Introspect.Tracing.Events;

/// <summary>A field that people read in hexadecimal: an address, an encoding.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HexadecimalAttribute : Attribute;
