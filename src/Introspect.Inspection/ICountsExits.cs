using System.Collections.Immutable;

namespace Introspect.Inspection;

/// <summary>A machine that counts why its vCPUs left translated code, and what that cost.</summary>
public interface ICountsExits
{
    /// <summary>The counters of this moment, summed over all vCPUs.</summary>
    ExitStatistics CountExits();
}

/// <summary>Exits by reason, in the machine's own fixed order.</summary>
/// <param name="Exits">One row a reason, rows with no exit included.</param>
public sealed record ExitStatistics(ImmutableArray<ExitCount> Exits);

/// <summary>How often one reason led out of translated code, and for how long.</summary>
/// <param name="Reason">The reason in the project's words: <c>mmio</c>, <c>wfi</c>, <c>smc</c>, <c>cp15</c>, <c>slice</c>, ...</param>
/// <param name="Count">How many exits.</param>
/// <param name="CostNs">Host nanoseconds spent on them in all: the mean of a sample, times their number; 0 where none was timed.</param>
public readonly record struct ExitCount(string Reason, ulong Count, ulong CostNs);
