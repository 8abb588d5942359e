using System.Formats.Tar;
using Introspect.Core;

namespace Introspect.Cli.Guests;

/// <summary>
/// The host's apt with a state of its own in a folder of ours: the host's sources, keys and proxies, but another
/// architecture, no root, nothing installed, and no hook of the host run. apt checks the signature of the index and the
/// digest of each package against it.
/// </summary>
public sealed class PrivateApt
{
    private readonly string _folder;
    private readonly string _configuration;

    private PrivateApt(string folder)
    {
        _folder = folder;
        _configuration = Path.Combine(folder, "apt.conf");
    }

    /// <summary>Makes the state and fetches the index.</summary>
    public static async Task<PrivateApt> OpenAsync(string folder, string architecture, CancellationToken cancellation)
    {
        var apt = new PrivateApt(folder);
        foreach (string part in (string[])["lists/partial", "cache/archives/partial", "debs"])
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "status"), "", cancellation);
        await File.WriteAllTextAsync(apt._configuration, Configuration(folder, architecture), cancellation);

        // One suite that fails does not matter while the packages are found, so a failure counts only at the download.
        await HostCommand.RunAsync("apt-get", ["-c", apt._configuration, "-q", "update"], folder, DrainAsync, cancellation);
        return apt;

        Task DrainAsync(Stream output) => output.CopyToAsync(Stream.Null, cancellation);
    }

    /// <summary>The packages that a package depends on, without versions.</summary>
    public async Task<IReadOnlyList<string>> DependenciesAsync(string package, CancellationToken cancellation)
    {
        string record = await FindAsync(package, cancellation);
        string? line = record.Split('\n').FirstOrDefault(static l => l.StartsWith("Depends:", StringComparison.Ordinal));
        return line is null
            ? []
            : [.. line["Depends:".Length..].Split([',', '|']).Select(static d => d.Trim().Split([' ', ':'])[0])];
    }

    /// <summary>Fetches a package and returns its file.</summary>
    public async Task<string> DownloadAsync(string package, CancellationToken cancellation)
    {
        await FindAsync(package, cancellation);
        string folder = Path.Combine(_folder, "debs");
        await HostCommand.ReadAsync("apt-get", ["-c", _configuration, "-q", "download", package], folder, cancellation);
        return Directory.EnumerateFiles(folder, $"{package}_*.deb").SingleOrDefault()
            ?? throw new IntrospectException($"apt-get: it fetched {package}, but no file of that name is there. Try again.");
    }

    /// <summary>The files of a package that are wanted, by their path without a leading "./".</summary>
    public static async Task<Dictionary<string, byte[]>> UnpackAsync(string package, Func<string, bool> wanted, CancellationToken cancellation)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        (int exitCode, string errors) = await HostCommand.RunAsync(
            "dpkg-deb", ["--fsys-tarfile", package], Path.GetDirectoryName(package)!, PickAsync, cancellation);
        return exitCode == 0 ? files : throw HostCommand.Failed("dpkg-deb", exitCode, errors);

        async Task PickAsync(Stream output)
        {
            await using var tar = new TarReader(output);
            while (await tar.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
            {
                string path = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
                if (entry.DataStream is not null && wanted(path))
                {
                    byte[] content = new byte[entry.Length];
                    await entry.DataStream.ReadExactlyAsync(content, cancellation);
                    files[path] = content;
                }
            }

            await output.CopyToAsync(Stream.Null, cancellation);
        }
    }

    private async Task<string> FindAsync(string package, CancellationToken cancellation)
    {
        string record = "";
        (int exitCode, _) = await HostCommand.RunAsync(
            "apt-cache",
            ["-c", _configuration, "show", "--no-all-versions", package],
            _folder,
            async stream => record = await new StreamReader(stream).ReadToEndAsync(cancellation),
            cancellation);
        return exitCode == 0 && record.Length > 0
            ? record
            : throw new IntrospectException(
                $"apt-get: the sources of this host do not offer {package}. Check the network, and that /etc/apt names Debian 12 (main).");
    }

    private static string Configuration(string folder, string architecture) =>
        $$"""
        #clear APT::Architectures;
        #clear APT::Update::Pre-Invoke;
        #clear APT::Update::Post-Invoke;
        #clear APT::Update::Post-Invoke-Success;
        APT::Architecture "{{architecture}}";
        APT::Architectures { "{{architecture}}"; };
        APT::Sandbox::User "{{Environment.UserName}}";
        APT::Get::AllowUnauthenticated "false";
        Acquire::Languages "none";
        Acquire::Retries "3";
        Acquire::http::Timeout "60";
        Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
        Acquire::IndexTargets::deb::CNF::DefaultEnabled "false";
        Dir::State "{{folder}}";
        Dir::State::lists "{{folder}}/lists";
        Dir::State::status "{{folder}}/status";
        Dir::Cache "{{folder}}/cache";
        Dir::Log "{{folder}}";

        """;
}
