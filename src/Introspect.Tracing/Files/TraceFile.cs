using Introspect.Core;
using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;

namespace Introspect.Tracing.Files;

/// <summary>
/// A trace that becomes a file: written beside its place, as <c>FILE.part</c>, and moved there when it is whole. What a crash leaves of the part can be read.
/// </summary>
public sealed class TraceFile : ITraceSink, IDisposable
{
    private readonly FileStream _stream;
    private readonly NetTraceWriter _writer;

    private TraceFile(string path, FileStream stream)
    {
        Path = path;
        _stream = stream;
        _writer = new NetTraceWriter(stream);
    }

    /// <summary>Where the trace will be.</summary>
    public string Path { get; }

    /// <summary>Where it is until then.</summary>
    public string PartPath => PartOf(Path);

    /// <summary>Begins a file; one that is there is replaced when the new one is whole.</summary>
    /// <exception cref="IntrospectException">It cannot be written there.</exception>
    public static TraceFile Create(string path)
    {
        try
        {
            // Without a buffer: the writer hands over whole blocks, and what it has handed over a crash does not take back.
            return new TraceFile(path, new FileStream(PartOf(path), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IntrospectException($"{path}: the trace cannot be written: {e.Message} Choose another place.", e);
        }
    }

    /// <inheritdoc/>
    public void Begin(TraceOrigin origin) => _writer.Begin(origin);

    /// <inheritdoc/>
    public void Accept(int track, ReadOnlySpan<TraceRecord> records, ulong dropped) => _writer.Accept(track, records, dropped);

    /// <inheritdoc/>
    public void Settle(long hostTicks) => _writer.Settle(hostTicks);

    /// <inheritdoc/>
    public void End()
    {
        _writer.End();
        _stream.Dispose();
        File.Move(PartPath, Path, overwrite: true);
    }

    /// <summary>Closes the file; without <see cref="End"/> it stays what it is, a part.</summary>
    public void Dispose() => _stream.Dispose();

    private static string PartOf(string path) => path + ".part";
}
