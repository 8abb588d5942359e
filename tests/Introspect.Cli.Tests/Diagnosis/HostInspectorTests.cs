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

    // The kernel's own list of what the CPU has, and lets programs use.
    [Theory]
    [InlineData("SSE4.1", "sse4_1")]
    [InlineData("AVX", "avx")]
    [InlineData("AVX2", "avx2")]
    [InlineData("BMI1", "bmi1")]
    [InlineData("BMI2", "bmi2")]
    [InlineData("LZCNT", "abm")]
    [InlineData("FMA3", "fma")]
    [InlineData("FSGSBASE", "fsgsbase")]
    public void What_translated_code_uses_is_judged_as_the_kernel_does(string subject, string flag)
    {
        string flags = File.ReadLines("/proc/cpuinfo").First(static line => line.StartsWith("flags", StringComparison.Ordinal));
        HostCheck check = HostInspector.Inspect(path: null).Single(c => c.Subject == subject);
        Assert.Equal(flags.Split(' ').Contains(flag), check.IsGood);
        Assert.NotEmpty(check.Instead);
    }

    [Theory]
    [InlineData(true, true, true, true, "yes")]
    [InlineData(false, false, true, false, "no FSGSBASE")]
    [InlineData(true, false, true, false, "no handler for SIGSEGV to stand in front of")]
    [InlineData(true, true, false, false, "too few addresses")]
    public void A_host_without_windows_is_told_why_and_what_is_done_instead(
        bool canWriteGsBase, bool isHandled, bool canReserve, bool isGood, string found)
    {
        HostCheck check = HostInspector.Window(canWriteGsBase, isHandled, canReserve);
        Assert.Equal((isGood, found), (check.IsGood, check.Found));
        Assert.Equal("every access looks in the software TLB", check.Instead);
        Assert.Equal(isGood, check.Remedy.Length == 0);
    }

    [Theory]
    [InlineData(null, false, "nothing")]
    [InlineData("4.7.0", true, "4.7.0")]
    public void The_library_for_address_translation_is_told_with_its_package(string? version, bool isGood, string found)
    {
        HostCheck check = HostInspector.Nat(version);
        Assert.Equal((isGood, found), (check.IsGood, check.Found));
        Assert.Equal("sudo apt-get install libslirp0", check.Remedy);
    }

    [Fact]
    public void A_host_without_interfaces_for_guests_is_told_how_to_make_them() =>
        Assert.Contains("ip tuntap add", HostInspector.Tap(canOpen: false).Remedy, StringComparison.Ordinal);

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
