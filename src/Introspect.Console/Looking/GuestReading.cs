using Introspect.Vmi;

namespace Introspect.Console.Looking;

/// <summary>The guest's tasks, or why they cannot be had; neither before they were read first.</summary>
internal sealed record GuestReading(GuestTable? Tasks, string? Trouble);
