using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace Introspect.Cli.Control;

/// <summary>JSON-RPC messages on a socket, one a line, within the limits of this end.</summary>
internal sealed class ControlMessageHandler : NewLineDelimitedMessageHandler
{
    private readonly ControlLimits _limits;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _calls;
    private readonly TimeSpan _interval;
    private int _unflushed;
    private long _nextMessage;
    private long _lastHeard = Environment.TickCount64;

    public ControlMessageHandler(Socket socket, ControlLimits limits, TimeProvider time)
        : this(new NetworkStream(socket, ownsSocket: true), limits, time)
    {
    }

    private ControlMessageHandler(NetworkStream stream, ControlLimits limits, TimeProvider time)
        : base(PipeWriter.Create(stream), PipeReader.Create(stream), CreateFormatter())
    {
        NewLine = NewLineStyle.Lf;
        _limits = limits;
        _time = time;
        _calls = new SemaphoreSlim(limits.MaxCalls);
        _interval = TimeSpan.FromSeconds(1) / limits.MessagesPerSecond;
    }

    /// <summary>When the other end said something last, in milliseconds of the host.</summary>
    public long LastHeard => Volatile.Read(ref _lastHeard);

    /// <summary>True while every call of the other end is answered.</summary>
    public bool IsIdle => _calls.CurrentCount == _limits.MaxCalls;

    /// <summary>Waits until every call is answered, and lets no more in; false when it takes too long.</summary>
    public async Task<bool> FinishAsync(TimeSpan patience)
    {
        for (int i = 0; i < _limits.MaxCalls; i++)
        {
            if (!await _calls.WaitAsync(patience).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    protected override async ValueTask<JsonRpcMessage?> ReadCoreAsync(CancellationToken cancellationToken)
    {
        await WaitForLineAsync(cancellationToken).ConfigureAwait(false);
        await KeepPaceAsync(cancellationToken).ConfigureAwait(false);
        JsonRpcMessage? message = await base.ReadCoreAsync(cancellationToken).ConfigureAwait(false);
        if (message is JsonRpcRequest { IsResponseExpected: true })
        {
            await _calls.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return message;
    }

    protected override void Write(JsonRpcMessage content, CancellationToken cancellationToken)
    {
        base.Write(content, cancellationToken);
        if (content is JsonRpcResult or JsonRpcError)
        {
            _unflushed++;
        }
    }

    // One message is written and flushed at a time.
    protected override async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await base.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (_unflushed > 0)
        {
            _calls.Release(_unflushed);
            _unflushed = 0;
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "JsonTypes names every type of IDeviceControl.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "JsonTypes names every type of IDeviceControl.")]
    private static SystemTextJsonFormatter CreateFormatter() => new() { JsonSerializerOptions = Json.Compact };

    /// <summary>Waits until the whole next line is in our memory, which it must not fill; takes nothing out.</summary>
    private async ValueTask WaitForLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await Reader!.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = read.Buffer;
            Volatile.Write(ref _lastHeard, Environment.TickCount64);
            SequencePosition? end = buffer.PositionOf((byte)'\n');
            if ((end is { } newLine ? buffer.Slice(0, newLine).Length : buffer.Length) > _limits.MaxMessageBytes)
            {
                throw new InvalidDataException($"A message has more than {_limits.MaxMessageBytes} bytes.");
            }

            bool isThere = end is not null || read.IsCompleted;
            Reader.AdvanceTo(buffer.Start, isThere ? buffer.Start : buffer.End);
            if (isThere)
            {
                return;
            }
        }
    }

    /// <summary>Waits while more messages came than the limit of a second.</summary>
    private async ValueTask KeepPaceAsync(CancellationToken cancellationToken)
    {
        long second = _time.TimestampFrequency;
        long now = _time.GetTimestamp();
        _nextMessage = Math.Max(_nextMessage, now - second) + (long)(_interval.TotalSeconds * second);
        if (_nextMessage > now)
        {
            await Task.Delay(_time.GetElapsedTime(now, _nextMessage), _time, cancellationToken).ConfigureAwait(false);
        }
    }
}
