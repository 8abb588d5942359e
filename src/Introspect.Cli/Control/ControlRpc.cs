using Introspect.Core;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace Introspect.Cli.Control;

/// <summary>A JSON-RPC connection whose errors are the messages for users, without the insides of this program.</summary>
internal sealed class ControlRpc : JsonRpc
{
    /// <summary>The error code of what the user did wrong, or a machine cannot do.</summary>
    public const int RefusedCode = -32001;

    public ControlRpc(IJsonRpcMessageHandler messages)
        : base(messages)
    {
    }

    protected override JsonRpcError.ErrorDetail CreateErrorDetails(JsonRpcRequest request, Exception exception)
    {
        bool isRefused = exception is IntrospectException or OperationCanceledException;
        return new JsonRpcError.ErrorDetail
        {
            Code = isRefused ? (JsonRpcErrorCode)RefusedCode : JsonRpcErrorCode.InvocationError,
            Message = isRefused ? exception.Message : $"{request.Method}: the device failed: {exception.GetType().Name}: {exception.Message}",
        };
    }
}
