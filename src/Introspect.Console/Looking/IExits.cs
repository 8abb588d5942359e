using System.Collections.Immutable;
using Introspect.Inspection;

namespace Introspect.Console.Looking;

/// <summary>Exits by reason, live or recorded.</summary>
internal interface IExits
{
    /// <summary>The counters.</summary>
    ImmutableArray<ExitCount> Exits { get; }

    /// <summary>Exits of a reason in a second of the host's clock.</summary>
    double PerSecond(string reason);
}
