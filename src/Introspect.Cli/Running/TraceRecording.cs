using Introspect.Core;
using Introspect.Inspection;
using Introspect.Tracing.Events;
using Introspect.Tracing.Files;
using Introspect.Tracing.Sessions;

namespace Introspect.Cli.Running;

/// <summary>The trace file of a run: from <c>--trace</c> to the line that says what became of it.</summary>
internal sealed class TraceRecording : IDisposable
{
    private readonly TraceFile _file;
    private readonly TraceAttachment _attachment;

    private TraceRecording(TraceFile file, TraceAttachment attachment)
    {
        _file = file;
        _attachment = attachment;
    }

    /// <exception cref="IntrospectException">The machine cannot be traced, or the file not be written.</exception>
    public static TraceRecording Start(IInspectedMachine machine, string path, TraceCategories categories)
    {
        if (machine is not ITraced traced)
        {
            throw new IntrospectException($"{path}: machine {machine.Name} tells nothing that could be traced. Leave --trace out.");
        }

        var file = TraceFile.Create(path);
        try
        {
            return new TraceRecording(file, traced.Trace(file, categories));
        }
        catch (IOException e)
        {
            file.Dispose();
            throw new IntrospectException($"{path}: the trace cannot be written: {e.Message} What there is of it is in {file.PartPath}.", e);
        }
    }

    /// <summary>Events that the file was given so far.</summary>
    public ulong Events => _attachment.Delivered;

    /// <summary>Events that were lost so far.</summary>
    public ulong Dropped => _attachment.Dropped;

    public void Dispose()
    {
        _attachment.Dispose();
        _file.Dispose();
    }

    /// <summary>After the end: says how much was recorded. False when the trace is not whole.</summary>
    public bool Report(Action<string> notice)
    {
        if (_attachment.Failure is { } failure)
        {
            notice(
                $"{_file.Path}: the trace cannot be written: {failure.Message} {_attachment.Delivered} events before that are in {_file.PartPath}.");
            return false;
        }

        notice($"trace: {_file.Path}: {_attachment.Delivered} events, {_attachment.Dropped} dropped");
        return true;
    }
}
