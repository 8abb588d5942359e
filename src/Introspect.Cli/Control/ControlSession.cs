using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Introspect.Cli.Control;

/// <summary>JSON-RPC with one client. Loading this class loads the RPC library.</summary>
internal sealed class ControlSession : IDisposable
{
    private readonly ControlMessageHandler _messages;
    private readonly ControlRpc _rpc;

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The answers of IDeviceControl are classes, whose generic code is shared.")]
    public ControlSession(Socket socket, IDeviceControl device)
    {
        _messages = new ControlMessageHandler(socket, ControlLimits.OfDevice, TimeProvider.System);
        _rpc = new ControlRpc(_messages) { CancelLocallyInvokedMethodsWhenConnectionIsClosed = true };
        _rpc.AddLocalRpcTarget(StreamJsonRpc.RpcTargetMetadata.FromInterface(typeof(IDeviceControl)), device, null);
    }

    /// <summary>When the client said something last, in milliseconds of the host.</summary>
    public long LastHeard => _messages.LastHeard;

    /// <summary>True while no call of this client is under way.</summary>
    public bool IsIdle => _messages.IsIdle;

    /// <summary>Lets the calls under way be answered, and no more in.</summary>
    public Task FinishAsync(TimeSpan patience) => _messages.FinishAsync(patience);

    /// <summary>Serves the client until it leaves or breaks the rules.</summary>
    public async Task RunAsync()
    {
        _rpc.StartListening();

        // What is wrong with a client's messages ends its connection, and is nobody else's concern.
        await _rpc.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _rpc.Dispose();   // and with it the messages
}
