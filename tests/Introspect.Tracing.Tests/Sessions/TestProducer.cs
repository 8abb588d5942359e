using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;

namespace Introspect.Tracing.Tests.Sessions;

/// <summary>A machine that writes records when it is told to.</summary>
internal sealed class TestProducer : ITraceProducer, IDisposable
{
    private readonly Lock _hold = new();
    private long _ticks = System.Diagnostics.Stopwatch.GetTimestamp();

    public TestProducer(int ringRecords = 1 << 12) => Session = new TraceSession(this, TestTrace.Origin, ringRecords);

    public TraceSession Session { get; }

    public TraceCategories Recorded { get; private set; }

    /// <summary>How many records of each category were produced, whatever became of them.</summary>
    public Dictionary<TraceCategories, ulong> Produced { get; } = [];

    public void AtRest(Action action)
    {
        lock (_hold)
        {
            action();
        }
    }

    public void Record(TraceCategories categories) => Recorded = categories;

    /// <summary>Each event once on each track, in one order of time; only what is wanted.</summary>
    public void Produce(int rounds)
    {
        for (int i = 0; i < rounds * TraceEvents.All.Length; i++)
        {
            TraceEventKind kind = TraceEvents.All[i % TraceEvents.All.Length];
            lock (_hold)
            {
                if ((kind.Category & Recorded) == 0)
                {
                    continue;
                }

                foreach (TraceRing ring in Session.Rings)
                {
                    Produced[kind.Category] = Produced.GetValueOrDefault(kind.Category) + 1;
                    ring.Write(kind.Number, (ulong)i, ++_ticks, (byte)0);
                }
            }
        }
    }

    public ulong ProducedOf(TraceCategories categories) =>
        Produced.Where(pair => (pair.Key & categories) != 0).Aggregate(0ul, static (sum, pair) => sum + pair.Value);

    public void Dispose() => Session.Dispose();
}
