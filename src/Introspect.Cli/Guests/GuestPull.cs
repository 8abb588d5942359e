using System.Security.Cryptography;
using Introspect.Core;

namespace Introspect.Cli.Guests;

/// <summary>Gets a guest by the host's package manager and puts it into the cache; tells its progress a short line at a time.</summary>
public sealed class GuestPull
{
    public const string KernelFile = "kernel", InitrdFile = "initrd";

    private const string BusyboxPackage = "busybox-static";

    private readonly GuestCache _cache;
    private readonly Action<string> _progress;

    public GuestPull(GuestCache cache, Action<string> progress)
    {
        _cache = cache;
        _progress = progress;
    }

    public Task RunAsync(CatalogGuest guest, CancellationToken cancellation) => guest.Source switch
    {
        GuestSource.Kernel kernel => StoreAsync(guest, fetch => KernelAsync(kernel, fetch, cancellation), cancellation),
        GuestSource.Package package => StoreAsync(guest, fetch => PackageAsync(package, fetch, cancellation), cancellation),
        _ => throw new IntrospectException($"guests: {guest.Name} is part of this program. Start it with: introspect {guest.Name}"),
    };

    private Task StoreAsync(CatalogGuest guest, Func<Fetcher, Task<Dictionary<string, byte[]>>> make, CancellationToken cancellation) =>
        _cache.StoreAsync(guest.Name, async scratch =>
        {
            _progress("reading the package index");
            PrivateApt apt = await PrivateApt.OpenAsync(scratch, GuestCatalog.DebianArchitecture, cancellation);
            var fetcher = new Fetcher(apt, _progress, cancellation);
            Dictionary<string, byte[]> files = await make(fetcher);
            _progress("storing");
            return new PulledGuest(fetcher.Packages, files);
        });

    private static async Task<Dictionary<string, byte[]>> PackageAsync(GuestSource.Package package, Fetcher fetch, CancellationToken cancellation)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        string deb = await fetch.PackageAsync(package.Name);
        Dictionary<string, byte[]> content = await PrivateApt.UnpackAsync(deb, path => package.Files.Any(f => f.Path == path), cancellation);
        foreach ((string path, string file) in package.Files)
        {
            files[file] = Required(content, path, deb);
        }

        return files;
    }

    private async Task<Dictionary<string, byte[]>> KernelAsync(GuestSource.Kernel kernel, Fetcher fetch, CancellationToken cancellation)
    {
        IReadOnlyList<string> dependencies = await fetch.Apt.DependenciesAsync(kernel.MetaPackage, cancellation);
        string image = dependencies.FirstOrDefault(static d => d.StartsWith("linux-image-", StringComparison.Ordinal))
            ?? throw new IntrospectException($"apt-get: {kernel.MetaPackage} depends on no kernel. Check that /etc/apt names Debian 12 (main).");
        string kernelDeb = await fetch.PackageAsync(image);
        string busyboxDeb = await fetch.PackageAsync(BusyboxPackage);

        _progress("building the initramfs");
        Dictionary<string, byte[]> files = await PrivateApt.UnpackAsync(
            kernelDeb,
            static path => path.StartsWith("boot/vmlinuz-", StringComparison.Ordinal) || path.EndsWith(".ko", StringComparison.Ordinal),
            cancellation);
        Dictionary<string, byte[]> busybox = await PrivateApt.UnpackAsync(busyboxDeb, static path => path == "bin/busybox", cancellation);
        string vmlinuz = files.Keys.FirstOrDefault(static path => path.StartsWith("boot/", StringComparison.Ordinal)) ?? "boot/vmlinuz";
        var modules = new KernelModules(image, files);
        return new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [KernelFile] = Required(files, vmlinuz, kernelDeb),
            [InitrdFile] = Initramfs.Build(Required(busybox, "bin/busybox", busyboxDeb), modules.InLoadOrder(Initramfs.Modules)),
        };
    }

    private static byte[] Required(Dictionary<string, byte[]> files, string path, string deb) =>
        files.TryGetValue(path, out byte[]? content)
            ? content
            : throw new IntrospectException($"{Path.GetFileName(deb)}: {path} is not in the package. Check that /etc/apt names Debian 12 (main).");

    /// <summary>Fetches packages and notes their digests.</summary>
    private sealed class Fetcher(PrivateApt apt, Action<string> progress, CancellationToken cancellation)
    {
        private readonly List<DigestedFile> _packages = [];

        public PrivateApt Apt => apt;

        public IReadOnlyList<DigestedFile> Packages => _packages;

        public async Task<string> PackageAsync(string name)
        {
            progress($"fetching {name}");
            string deb = await apt.DownloadAsync(name, cancellation);
            await using FileStream content = File.OpenRead(deb);
            _packages.Add(new DigestedFile(Path.GetFileName(deb), Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation))));
            return deb;
        }
    }
}
