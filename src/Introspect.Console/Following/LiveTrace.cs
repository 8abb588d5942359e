using Introspect.Inspection;
using Introspect.Tracing.Events;
using Introspect.Tracing.Sessions;

namespace Introspect.Console.Following;

/// <summary>The trace of a machine while somebody looks at it: recorded only then.</summary>
internal sealed class LiveTrace(ITraced machine, TraceWatch watch) : IDisposable
{
    private TraceAttachment? _attachment;

    /// <summary>Records from now on, or no longer; called without the hold.</summary>
    public void Want(bool isWanted)
    {
        if (isWanted && _attachment is null)
        {
            _attachment = machine.Trace(watch, TraceCategories.Default);
        }
        else if (!isWanted && _attachment is not null)
        {
            _attachment.Dispose();
            _attachment = null;
        }
    }

    public void Dispose() => Want(false);
}
