using Introspect.Tracing.Events;
using Introspect.Tracing.Sessions;

namespace Introspect.Inspection;

/// <summary>A machine that tells what happens to its vCPUs, event by event.</summary>
public interface ITraced
{
    /// <summary>
    /// At any time, best without the hold: gives a sink the records of some categories from now on, until the result is disposed of, which nobody
    /// does with the hold. What nobody wants is not recorded, and costs nothing.
    /// </summary>
    TraceAttachment Trace(ITraceSink sink, TraceCategories categories);
}
