using Introspect.Cli.Benchmarking;

namespace Introspect.Cli.Tests.Benchmarking;

public sealed class BenchmarkTests
{
    [Fact]
    public void The_catalogue_and_the_guests_in_the_program_are_the_same() => Assert.Equal(
        (from target in BenchmarkTarget.All
         from benchmark in Benchmark.All.Add(Benchmark.Null)
         where target.Has(benchmark)
         from isa in (string[])["arm", "thumb"]
         select $"bench/{target.ImageOf(benchmark, isa)}").Order(),
        typeof(CommandHost).Assembly.GetManifestResourceNames().Where(static name => name.StartsWith("bench/", StringComparison.Ordinal)).Order());

    [Theory]
    [InlineData("calls,hash", "calls,hash,calls")]
    [InlineData("hash", "hash")]
    public void What_is_named_is_chosen_once(string chosen, string names) => Assert.Equal(
        chosen.Split(',').Order(),
        Benchmark.Select(names.Split(',')).Select(static b => b.Name).Order());

    [Fact]
    public void Without_a_name_all_are_chosen() => Assert.Equal(Benchmark.All, Benchmark.Select([]));
}
