using System.Text.Json.Serialization;
using Introspect.Cli.Benchmarking;
using Introspect.Cli.Commands;
using Introspect.Cli.Control;
using Introspect.Cli.Diagnosis;
using Introspect.Cli.Guests;
using Introspect.Cli.Output;
using Introspect.Cli.Running;
using Introspect.Tracing.Events;
using Introspect.Vmi;
using StreamJsonRpc;

namespace Introspect.Cli;

/// <summary>
/// Every type that this program writes or reads as JSON: it is compiled ahead, so the code for each is made when it is built. One that is not
/// named cannot be written, as its first use says.
/// </summary>
[JsonSerializable(typeof(IEnumerable<BoardDescription>))]
[JsonSerializable(typeof(IEnumerable<CpuDescription>))]
[JsonSerializable(typeof(CpuDescription))]
[JsonSerializable(typeof(IEnumerable<HostCheck>))]
[JsonSerializable(typeof(IEnumerable<GuestRow>))]
[JsonSerializable(typeof(IEnumerable<MachineStatus>))]
[JsonSerializable(typeof(MachineStatus[]))]
[JsonSerializable(typeof(LedgerRow[]))]
[JsonSerializable(typeof(IEnumerable<LedgerRow>))]
[JsonSerializable(typeof(RecordedTrace))]
[JsonSerializable(typeof(BenchmarkReport))]
[JsonSerializable(typeof(MachinesReport))]
[JsonSerializable(typeof(TraceSummaryReport))]
[JsonSerializable(typeof(GuestManifest))]
[JsonSerializable(typeof(DeviceVersion))]
[JsonSerializable(typeof(GuestTable))]
[JsonSerializable(typeof(TraceCategories))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(double?))]
[JsonSerializable(typeof(RequestId))]   // of a call that is cancelled
internal sealed partial class JsonTypes : JsonSerializerContext;
