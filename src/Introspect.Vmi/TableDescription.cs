namespace Introspect.Vmi;

/// <summary>A table that can be asked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Argument">What it needs, in capitals; empty when nothing.</param>
/// <param name="Summary">What it shows.</param>
public sealed record TableDescription(string Name, string Argument, string Summary);
