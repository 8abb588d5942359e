using Introspect.Cli.Guests;
using Introspect.Core;

namespace Introspect.Cli.Tests.Guests;

public sealed class GuestPullTests
{
    [Fact]
    public async Task A_guest_is_had_from_the_hosts_package_manager()
    {
        Assert.SkipWhen(HostCommand.Find("apt-get", Environment.GetEnvironmentVariable("PATH")) is null, "this host has no apt");
        string folder = Directory.CreateTempSubdirectory("introspect-pull").FullName;
        try
        {
            var cache = new GuestCache(folder);
            var progress = new List<string>();
            CatalogGuest guest = GuestCatalog.Find("u-boot");
            try
            {
                await new GuestPull(cache, progress.Add).RunAsync(guest, TestContext.Current.CancellationToken);
            }
            catch (IntrospectException e) when (e.Message.Contains("do not offer", StringComparison.Ordinal))
            {
                Assert.Skip($"no package source can be reached ({e.Message})");
            }

            // The first instruction of U-Boot is its branch over the vectors.
            byte[] image = await File.ReadAllBytesAsync(cache.Open("u-boot")["u-boot.bin"], TestContext.Current.CancellationToken);
            Assert.Equal(0xEA, image[3]);
            Assert.Equal(["reading the package index", "fetching u-boot-qemu", "storing"], progress);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Every_guest_of_the_catalogue_has_something_to_start_and_a_name_of_its_own()
    {
        Assert.All(GuestCatalog.All, static g => Assert.True(g.Kernel is not null ^ !g.Flash.IsEmpty, g.Name));
        Assert.Distinct(GuestCatalog.All.Select(static g => g.Name));
    }

    [Fact]
    public async Task What_is_built_in_is_not_pulled() => Assert.Contains(
        "part of this program",
        (await Assert.ThrowsAsync<IntrospectException>(() => new GuestPull(new GuestCache("/nowhere"), static _ => { })
            .RunAsync(GuestCatalog.Find("demo"), TestContext.Current.CancellationToken))).Message,
        StringComparison.Ordinal);
}
