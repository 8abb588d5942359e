using Introspect.Tracing.Analysis;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;

namespace Introspect.Tracing.Tests.Analysis;

public sealed class TraceSummaryTests
{
    [Fact]
    public void Counts_costs_and_losses_are_summed_up()
    {
        var summary = new TraceSummary();
        summary.Begin(TestTrace.Origin);
        summary.Accept(0, [Exit(10, costNs: 7), Exit(20, costNs: 5)], dropped: 3);
        summary.Accept(1, [Exit(30, costNs: 1)], dropped: 0);
        summary.End();
        EventTotal total = Assert.Single(summary.Events);
        Assert.Equal(("exit/mmio", 3ul, 13ul, 7u), (total.Kind.Name, total.Count, total.CostNs, total.MaxNs));
        Assert.Equal((3ul, 3ul, 30.0, 20ul), (summary.Count, summary.Dropped, summary.HostNs, summary.GuestNs));
        Assert.Equal((2ul, 3ul), (summary.Tracks[0].Events, summary.Tracks[0].Dropped));
    }

    [Fact]
    public void A_world_lasts_from_the_switch_before_to_its_own()
    {
        var summary = new TraceSummary();
        summary.Begin(TestTrace.Origin);
        summary.Accept(
            2,
            [Switch(100, World.Monitor, World.Vcpu(0)), Switch(160, World.Vcpu(0), World.Idle), Switch(200, World.Idle, World.Monitor)],
            dropped: 0);
        Assert.Equal(
            ["idle 1 40", "monitor 1 100", "vcpu 0 1 60"],
            summary.Worlds.Select(static world => $"{world.World} {world.Times} {world.HostNs:F0}"));
        Assert.Equal(summary.HostNs, summary.Worlds.Sum(static world => world.HostNs), 1e-3);
    }

    private static TraceRecord Exit(long ns, uint costNs) => TraceRecord.Of(
        TraceEvents.NumberOf<VcpuExit>((byte)ExitReason.Mmio), (ulong)ns, TestTrace.StartTicks + ns, new VcpuExit(0, costNs, 0));

    private static TraceRecord Switch(long ns, World from, World to) => TraceRecord.Of(
        TraceEvents.NumberOf<WorldSwitched>((byte)WorldSwitchReason.Turn), (ulong)ns, TestTrace.StartTicks + ns, new WorldSwitched(0, from, to));
}
