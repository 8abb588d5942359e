using Introspect.Cli.Diagnosis;

namespace Introspect.Cli.Tests.Diagnosis;

public sealed class HostInspectorTests
{
    [Theory]
    [InlineData("65530\n", true, "65530")]
    [InlineData("1024", false, "1024")]
    [InlineData("", false, "not readable")]
    public void Too_few_memory_maps_are_told_with_the_remedy(string content, bool isGood, string found)
    {
        HostCheck check = HostInspector.MapCount(content);
        Assert.Equal((isGood, found), (check.IsGood, check.Found));
        Assert.StartsWith("sudo sysctl -w vm.max_map_count=", check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_is_found_on_the_path_it_is_given()
    {
        string folder = Directory.CreateTempSubdirectory("introspect-doctor").FullName;
        try
        {
            Assert.False(Gdb(folder).IsGood);
            File.WriteAllText(Path.Combine(folder, "gdb-multiarch"), "");
            Assert.Equal(Path.Combine(folder, "gdb-multiarch"), Gdb(folder).Found);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static HostCheck Gdb(string path) => HostInspector.Inspect(path).Single(static c => c.Subject == "gdb-multiarch");
    }
}
