namespace Introspect.Cli.Control;

/// <summary>What became of a recording.</summary>
/// <param name="Events">Events that it holds.</param>
/// <param name="Dropped">Events that were lost.</param>
/// <param name="Report">The line for the user: where it is and how much it holds, or why it is not whole.</param>
/// <param name="IsWhole">False when it could not be written to its end.</param>
internal sealed record RecordedTrace(ulong Events, ulong Dropped, string Report, bool IsWhole);
