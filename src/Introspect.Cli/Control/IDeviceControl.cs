using Introspect.Tracing.Events;
using Introspect.Vmi;
using StreamJsonRpc;

namespace Introspect.Cli.Control;

/// <summary>
/// What a running device does for other processes: the calls of the control socket. Machines are called by their names on this
/// device. A call that cannot be done fails with the message for the user.
/// </summary>
[JsonRpcContract]
internal partial interface IDeviceControl
{
    /// <summary>Which program this is.</summary>
    [JsonRpcMethod("version")]
    Task<DeviceVersion> VersionAsync(CancellationToken cancellation);

    /// <summary>The device's machines as of this moment, without stopping any.</summary>
    [JsonRpcMethod("machines")]
    Task<MachineStatus[]> MachinesAsync(CancellationToken cancellation);

    /// <summary>Switches a machine off, which ends its run.</summary>
    [JsonRpcMethod("stop")]
    Task<MachineStatus> StopAsync(string machine, CancellationToken cancellation);

    /// <summary>Stops a machine between two instructions; it stays so until somebody resumes it.</summary>
    [JsonRpcMethod("pause")]
    Task<MachineStatus> PauseAsync(string machine, CancellationToken cancellation);

    /// <summary>Lets all vCPUs of a machine run.</summary>
    [JsonRpcMethod("resume")]
    Task<MachineStatus> ResumeAsync(string machine, CancellationToken cancellation);

    /// <summary>Brings a machine to the front of its device.</summary>
    [JsonRpcMethod("focus")]
    Task<MachineStatus> FocusAsync(string machine, CancellationToken cancellation);

    /// <summary>Where the host time of the device's pCPUs went.</summary>
    [JsonRpcMethod("ledger")]
    Task<LedgerRow[]> LedgerAsync(CancellationToken cancellation);

    /// <summary>Reads a table of a machine's guest kernel, without stopping it.</summary>
    [JsonRpcMethod("table")]
    Task<GuestTable> TableAsync(string machine, string table, string[] arguments, CancellationToken cancellation);

    /// <summary>
    /// Records a machine's trace into a file that the device writes, until the time is up, the run or the connection ends, or the call is
    /// cancelled, which is answered with what there is.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="file">An absolute path.</param>
    /// <param name="categories">What is recorded.</param>
    /// <param name="seconds">How long of the host's time; null: until it is cancelled.</param>
    /// <param name="cancellation">Ends the recording.</param>
    [JsonRpcMethod("record")]
    Task<RecordedTrace> RecordAsync(
        string machine, string file, TraceCategories categories, double? seconds, CancellationToken cancellation);
}
