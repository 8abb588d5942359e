using System.Text;
using Introspect.Cli.Guests;
using Introspect.Core;

namespace Introspect.Cli.Tests.Guests;

public sealed class KernelModulesTests
{
    private static KernelModules Modules(params (string Path, string Depends)[] modules) => new(
        "linux-image-6.1",
        modules.ToDictionary(
            static m => m.Path,
            static m => Encoding.ASCII.GetBytes($"\x7FELF\0license=GPL\0depends={m.Depends}\0vermagic=6.1\0")));

    private static string Order(KernelModules modules, params string[] wanted) =>
        string.Join(" ", modules.InLoadOrder(wanted).Select(static m => m.Name));

    [Fact]
    public void A_module_comes_after_what_it_needs_and_once_only() => Assert.Equal(
        "crc16 mbcache jbd2 ext4 failover virtio_net",
        Order(
            Modules(
                ("lib/modules/6.1/kernel/fs/ext4/ext4.ko", "crc16,mbcache,jbd2"), ("a/jbd2.ko", "crc16"), ("a/mbcache.ko", ""),
                ("a/crc16.ko", ""), ("a/virtio_net.ko", "failover"), ("a/failover.ko", ""), ("a/unwanted.ko", "")),
            "ext4",
            "virtio_net",
            "jbd2"));

    [Fact]
    public void A_dash_in_a_file_name_is_an_underscore_in_the_modules_name() =>
        Assert.Equal("rng_core virtio_rng", Order(Modules(("a/virtio-rng.ko", "rng-core"), ("a/rng-core.ko", "")), "virtio_rng"));

    [Fact]
    public void Modules_that_need_each_other_do_not_hang_us() =>
        Assert.Equal("b a", Order(Modules(("a.ko", "b"), ("b.ko", "a")), "a"));

    [Fact]
    public void A_module_that_is_not_there_is_named() => Assert.StartsWith(
        "linux-image-6.1: the module ext5 is not in the package",
        Assert.Throws<IntrospectException>(() => Order(Modules(("a.ko", "")), "ext5")).Message,
        StringComparison.Ordinal);
}
