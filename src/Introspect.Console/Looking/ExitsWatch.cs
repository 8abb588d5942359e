using System.Collections.Immutable;
using Introspect.Inspection;

namespace Introspect.Console.Looking;

/// <summary>Exits by reason and how fast each comes.</summary>
internal sealed class ExitsWatch(ICountsExits machine, TimeProvider time) : IExits, IReadsMachine
{
    private readonly Dictionary<string, Rate> _rates = [];

    public ImmutableArray<ExitCount> Exits { get; private set; } = [];

    public void Read(MachineWatch watch)
    {
        Exits = machine.CountExits().Exits;
        foreach (ExitCount exit in Exits)
        {
            if (!_rates.TryGetValue(exit.Reason, out Rate? rate))
            {
                _rates.Add(exit.Reason, rate = new Rate(time));
            }

            rate.See(watch.Last.Time, exit.Count);
        }
    }

    public double PerSecond(string reason) => _rates.TryGetValue(reason, out Rate? rate) ? rate.PerSecond : 0;
}
