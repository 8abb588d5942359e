using System.Diagnostics;
using System.Text.Json.Nodes;
using Introspect.TestKit;

namespace Introspect.Boot.Tests;

/// <summary>The commands of a user whose runtime folder is a test's own; devices that still run at the end are killed.</summary>
internal sealed class RuntimeFolder(TemporaryFolder folder) : IDisposable
{
    private readonly List<Process> _devices = [];

    /// <summary>Starts a device in the background; who started it reads what it writes.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("env", Words(arguments))
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process device = Process.Start(start)!;
        _devices.Add(device);
        return device;
    }

    /// <summary>Runs a command to its end.</summary>
    public Task<HostProcessResult> RunAsync(params string[] arguments) => HostProcess.RunAsync(
        "env", Words(arguments), TimeSpan.FromMinutes(2), cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Waits until `ps` shows so many machines that have executed something.</summary>
    public async Task<JsonArray> WaitForMachinesAsync(int count)
    {
        for (int tries = 0; ; tries++)
        {
            HostProcessResult shown = await RunAsync("ps", "--json");
            Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
            JsonArray machines = JsonNode.Parse(shown.Output)!.AsArray();
            if (machines.Count == count && machines.All(static machine => (long)machine!["instructions"]! > 0))
            {
                return machines;
            }

            Assert.True(tries < 200, $"ps shows {machines.Count} machines, not {count}");
            await Task.Delay(millisecondsDelay: 50, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (Process device in _devices)
        {
            if (!device.HasExited)
            {
                device.Kill();
                device.WaitForExit();
            }

            device.Dispose();
        }
    }

    private string[] Words(string[] arguments) =>
        [$"XDG_RUNTIME_DIR={folder.Path}", .. OwnProgram.Words, .. arguments];
}
