using System.Text.Json.Nodes;
using Introspect.Cli.Guests;
using Introspect.Core;

namespace Introspect.Cli.Tests.Guests;

public sealed class GuestCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("introspect-cache").FullName;
    private readonly GuestCache _cache;

    public GuestCacheTests() => _cache = new GuestCache(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static PulledGuest Pulled(params byte[] kernel) =>
        new([new DigestedFile("a.deb", "00")], new Dictionary<string, byte[]> { ["kernel"] = kernel });

    private Task StoreAsync(params byte[] kernel) => _cache.StoreAsync("linux", _ => Task.FromResult(Pulled(kernel)));

    private string[] Entries() => [.. Directory.EnumerateFileSystemEntries(_folder).Select(static e => Path.GetFileName(e)).Order()];

    [Fact]
    public async Task What_is_stored_is_found_and_a_later_pull_replaces_it()
    {
        Assert.False(_cache.Has("linux"));
        await StoreAsync(1, 2, 3);
        await StoreAsync(4);

        Assert.True(_cache.Has("linux"));
        Assert.Equal([4], await File.ReadAllBytesAsync(_cache.Open("linux")["kernel"], TestContext.Current.CancellationToken));
        Assert.Equal(["linux", "lock"], Entries());
    }

    [Fact]
    public async Task A_pull_that_fails_leaves_nothing_and_keeps_what_was_there()
    {
        await StoreAsync(1);
        await Assert.ThrowsAsync<IntrospectException>(() => _cache.StoreAsync("linux", async scratch =>
        {
            await File.WriteAllTextAsync(Path.Combine(scratch, "half"), "half");
            throw new IntrospectException("no network");
        }));

        Assert.Equal(["linux", "lock"], Entries());
        Assert.Single(_cache.Open("linux"));
    }

    [Fact]
    public async Task What_a_killed_pull_left_is_removed_by_the_next()
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".scratch", "lists"));
        await StoreAsync(1);
        Assert.Equal(["linux", "lock"], Entries());
    }

    [Fact]
    public async Task Two_pulls_at_once_do_not_meet() =>
        await _cache.StoreAsync("linux", async _ =>
        {
            await Assert.ThrowsAsync<IntrospectException>(() => new GuestCache(_folder).StoreAsync("other", _ => Task.FromResult(Pulled(2))));
            return Pulled(1);
        });

    [Fact]
    public void A_guest_that_is_not_here_is_an_error_that_says_how_to_get_it() => Assert.Equal(
        "run: guest linux is not here; get it with: introspect guests pull linux",
        Assert.Throws<IntrospectException>(() => _cache.Open("linux")).Message);

    public static TheoryData<string, Action<string>> Damages => new()
    {
        { "changed", static folder => File.WriteAllBytes(Path.Combine(folder, "kernel"), [9]) },
        { "gone", static folder => File.Delete(Path.Combine(folder, "kernel")) },
        { "no manifest", static folder => File.WriteAllText(Path.Combine(folder, "manifest.json"), "{") },
    };

    [Theory, MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public async Task A_guest_that_was_damaged_is_not_used(string what, Action<string> damage)
    {
        Assert.NotEmpty(what);
        await StoreAsync(1);
        damage(Path.Combine(_folder, "linux"));
        string message = Assert.Throws<IntrospectException>(() => _cache.Open("linux")).Message;
        Assert.StartsWith("run: guest linux is damaged: ", message, StringComparison.Ordinal);
        Assert.EndsWith("Get it again: introspect guests pull linux", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_from_before_the_second_digest_still_checks_the_first()
    {
        await StoreAsync(1);
        string manifest = Path.Combine(_folder, "linux", "manifest.json");
        JsonNode old = JsonNode.Parse(await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken))!;
        Assert.True(old["files"]![0]!.AsObject().Remove("xxh128"));
        await File.WriteAllTextAsync(manifest, old.ToJsonString(), TestContext.Current.CancellationToken);
        Assert.Single(_cache.Open("linux"));

        await File.WriteAllBytesAsync(_cache.Open("linux")["kernel"], [2], TestContext.Current.CancellationToken);
        Assert.Throws<IntrospectException>(() => _cache.Open("linux"));
    }

    [Theory]
    [InlineData("/c", "/h", "/c/introspect/guests")]
    [InlineData(null, "/h", "/h/.cache/introspect/guests")]
    [InlineData("relative", "/h", "/h/.cache/introspect/guests")]
    public void The_cache_lies_where_the_xdg_specification_says(string? cache, string home, string folder)
    {
        GuestCache users = GuestCache.OfUser(name => name == "HOME" ? home : name == "XDG_CACHE_HOME" ? cache : null);
        Assert.Equal(folder, users.Folder);
    }
}
