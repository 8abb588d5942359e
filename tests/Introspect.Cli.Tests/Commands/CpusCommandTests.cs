using System.Text.Json.Nodes;
using Introspect.Cli.Running;

namespace Introspect.Cli.Tests.Commands;

public sealed class CpusCommandTests
{
    [Fact]
    public async Task A_model_shows_its_registers_and_where_its_instructions_come_from()
    {
        using var host = new TestHost();
        Assert.Equal(0, await host.RunAsync("cpus", "arm926ej-s"));
        Assert.StartsWith("arm926ej-s: ARMv5TEJ, MMU VMSAv5\nextensions: Vfp2 Jazelle ShortVectors\noptions: none\nboards: versatilepb\n", host.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^MIDR +0x41069265$", host.Output);
        Assert.Matches(@"(?m)^ARMv4T +[1-9]\d* +[1-9]\d* +1$", host.Output);
        Assert.DoesNotMatch("(?m)^ARMv6|^AdvancedSimd", host.Output);
    }

    [Fact]
    public async Task A_model_as_JSON_is_one_object()
    {
        using var host = new TestHost();
        Assert.Equal(0, await host.RunAsync("cpus", "cortex-a7", "--json"));
        JsonNode cpu = JsonNode.Parse(host.Output)!;
        Assert.Equal(("cortex-a7", "ARMv7-A", "VMSAv7, LPAE"), (cpu["name"]!.GetValue<string>(), cpu["architecture"]!.GetValue<string>(), cpu["mmu"]!.GetValue<string>()));
        Assert.Contains(cpu["registers"]!.AsArray(), static row => row!["name"]!.GetValue<string>() == "ID_ISAR0");
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_an_error_with_the_nearest_name()
    {
        using var host = new TestHost();
        Assert.Equal(2, await host.RunAsync("cpus", "arm926"));
        Assert.Contains("arm926ej-s", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_tells_what_may_be_added_to_its_name()
    {
        using var host = new TestHost();
        Assert.Equal(0, await host.RunAsync("cpus", "cortex-a15"));
        Assert.Contains("\noptions: +sec +virt\n", host.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cortex-a15+virtual", "cpu: cortex-a15+virtual: cortex-a15 takes these options: +sec +virt.")]
    [InlineData("cortex-a16+virt", "cpu: there is no 'cortex-a16'.")]
    [InlineData("arm926ej-s+sec", "cpu: board virt does not take arm926ej-s. Choose one of: cortex-a15, cortex-a7")]
    public async Task An_option_that_the_model_does_not_take_is_refused(string cpu, string error)
    {
        using var host = new TestHost();
        Assert.Equal(2, await host.RunAsync("run", "demo", "--board", "virt", "--cpu", cpu));
        Assert.Contains(error, host.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sa1110", "ARMv4", "VMSAv5")]
    [InlineData("arm7tdmi", "ARMv4T", "none")]
    [InlineData("arm920t", "ARMv4T", "VMSAv5")]
    [InlineData("arm926ej-s", "ARMv5TEJ", "VMSAv5")]
    [InlineData("feroceon", "ARMv5TE", "VMSAv5")]
    [InlineData("arm1136", "ARMv6", "VMSAv6")]
    [InlineData("arm1176", "ARMv6K", "VMSAv6")]
    [InlineData("cortex-a5", "ARMv7-A", "VMSAv7")]
    [InlineData("cortex-a8", "ARMv7-A", "VMSAv7")]
    [InlineData("cortex-a9", "ARMv7-A", "VMSAv7")]
    [InlineData("cortex-a15", "ARMv7-A", "VMSAv7, LPAE")]
    public void Every_model_is_of_its_architecture(string name, string architecture, string mmu)
    {
        CpuDescription cpu = new LiveRunner().Cpus.Single(cpu => cpu.Name == name);
        Assert.Equal((architecture, mmu), (cpu.Architecture, cpu.Mmu));
    }
}
