using Introspect.Tracing.Events;

namespace Introspect.Tracing.Sessions;

/// <summary>The machine as a <see cref="TraceSession"/> sees it.</summary>
public interface ITraceProducer
{
    /// <summary>Runs something while no record is written: with the machine's hold.</summary>
    void AtRest(Action action);

    /// <summary>What is to be recorded from now on. Called at rest.</summary>
    void Record(TraceCategories categories);
}
