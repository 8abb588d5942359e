using Introspect.TestKit;

namespace Introspect.Differential.Tests;

/// <summary>The rows of the Cortex-A15, run once for the tests of all of them.</summary>
public sealed class DifferentialRun : IAsyncLifetime
{
    private const int UsualCases = 20;

    internal CaseRun Cases { get; } = new(Profile.Named("cortex-a15"));

    public async ValueTask InitializeAsync()
    {
        if (Tools.Find("qemu-system-arm") is { } qemu)
        {
            await Cases.RunAsync(qemu, UsualCases);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
