using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text.Json;
using Introspect.Core;

namespace Introspect.Cli.Guests;

/// <summary>
/// The folder of guests that were pulled. Each has a folder of its own with a manifest of digests, which every use checks. A
/// guest's folder is made beside its place and renamed, so it is there as a whole or not at all.
/// </summary>
public sealed class GuestCache
{
    private const string ManifestFile = "manifest.json";

    public GuestCache(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>The user's cache by the XDG base directory specification.</summary>
    public static GuestCache OfUser(Func<string, string?> environment)
    {
        string? cache = environment("XDG_CACHE_HOME");
        string home = environment("HOME") ?? Path.GetTempPath();
        return new GuestCache(Path.Combine(Path.IsPathRooted(cache) ? cache : Path.Combine(home, ".cache"), "introspect", "guests"));
    }

    public bool Has(string guest) => File.Exists(Path.Combine(Folder, guest, ManifestFile));

    /// <summary>Checks the guest's files and returns where they lie, by name.</summary>
    /// <exception cref="IntrospectException">The guest is not here or not as it was pulled.</exception>
    public IReadOnlyDictionary<string, string> Open(string guest)
    {
        if (!Has(guest))
        {
            throw new IntrospectException($"run: guest {guest} is not here; get it with: introspect guests pull {guest}");
        }

        string folder = Path.Combine(Folder, guest);
        try
        {
            using FileStream manifest = File.OpenRead(Path.Combine(folder, ManifestFile));
            GuestManifest? read = Json.Read<GuestManifest>(manifest);
            var paths = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (KeptFile file in read?.Files ?? [])
            {
                // A name is ours, but the manifest may have been changed since: it stays inside the folder.
                string path = Path.Combine(folder, Path.GetFileName(file.Name));
                using FileStream content = File.OpenRead(path);
                if (!file.IsDigestOf(content))
                {
                    throw Damaged(guest, $"{path} has another digest than when it was pulled");
                }

                paths[file.Name] = path;
            }

            return paths;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Damaged(guest, e.Message, e);
        }
    }

    /// <summary>
    /// Lets <paramref name="make"/> produce a guest in a scratch folder that is gone afterwards, whatever happens, and keeps
    /// the result in place of an older one.
    /// </summary>
    public async Task StoreAsync(string guest, Func<string, Task<PulledGuest>> make)
    {
        Directory.CreateDirectory(Folder);
        using FileStream only = Lock();
        foreach (string leftover in Directory.EnumerateDirectories(Folder, ".*"))
        {
            Directory.Delete(leftover, recursive: true);
        }

        string scratch = Path.Combine(Folder, ".scratch");
        string fresh = Path.Combine(Folder, ".fresh");
        try
        {
            Directory.CreateDirectory(scratch);
            PulledGuest pulled = await make(scratch);
            Write(fresh, guest, pulled);
            string place = Path.Combine(Folder, guest);
            if (Directory.Exists(place))
            {
                Directory.Move(place, Path.Combine(Folder, ".old"));
            }

            Directory.Move(fresh, place);
        }
        finally
        {
            foreach (string leftover in Directory.EnumerateDirectories(Folder, ".*"))
            {
                Directory.Delete(leftover, recursive: true);
            }
        }
    }

    private static void Write(string folder, string guest, PulledGuest pulled)
    {
        Directory.CreateDirectory(folder);
        var files = new List<KeptFile>();
        foreach ((string name, byte[] content) in pulled.Files)
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
            files.Add(KeptFile.Of(name, content));
        }

        var manifest = new GuestManifest(guest, pulled.Packages, files);
        File.WriteAllText(Path.Combine(folder, ManifestFile), Json.Write(manifest));
    }

    private FileStream Lock()
    {
        try
        {
            return new FileStream(Path.Combine(Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IntrospectException($"{Folder}: another pull is under way. Wait for it to end.", e);
        }
    }

    private static IntrospectException Damaged(string guest, string what, Exception? inner = null) =>
        new($"run: guest {guest} is damaged: {what}. Get it again: introspect guests pull {guest}", inner!);
}

/// <summary>What a pull brings: the packages it came from, and the files to keep.</summary>
public sealed record PulledGuest(IReadOnlyList<DigestedFile> Packages, IReadOnlyDictionary<string, byte[]> Files);

/// <summary>A file and its SHA-256 in hexadecimal.</summary>
public sealed record DigestedFile(string Name, string Sha256);

/// <summary>
/// A file in the cache: its SHA-256 says what it is, and its XXH128 that it is still that. Checking the latter at every start
/// needs no cryptographic library, which takes 4 MB.
/// </summary>
/// <param name="Name">Its name in the guest's folder.</param>
/// <param name="Sha256">In hexadecimal.</param>
/// <param name="Xxh128">In hexadecimal; null in manifests that were written before it was.</param>
public sealed record KeptFile(string Name, string Sha256, string? Xxh128)
{
    /// <summary>What is to be kept of a file.</summary>
    public static KeptFile Of(string name, byte[] content) => new(
        name, Convert.ToHexStringLower(SHA256.HashData(content)), Convert.ToHexStringLower(XxHash128.Hash(content)));

    /// <summary>True when this is the content of the file.</summary>
    public bool IsDigestOf(Stream content)
    {
        if (Xxh128 is null)
        {
            return Convert.ToHexStringLower(SHA256.HashData(content)) == Sha256;
        }

        var hash = new XxHash128();
        hash.Append(content);
        return Convert.ToHexStringLower(hash.GetCurrentHash()) == Xxh128;
    }
}

/// <summary>The manifest of a guest in the cache.</summary>
public sealed record GuestManifest(string Guest, IReadOnlyList<DigestedFile> Packages, IReadOnlyList<KeptFile> Files);
