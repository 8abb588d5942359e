using System.Runtime.Versioning;
using Introspect.Core;
using Introspect.Devices.Block;

namespace Introspect.Devices.Tests.Block;

public sealed class FileBlockBackendTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"introspect-{Guid.NewGuid():N}.img");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_was_written_is_in_the_file_after_closing()
    {
        File.WriteAllBytes(_path, new byte[2048]);
        using (var file = new FileBlockBackend(_path, isReadOnly: false))
        {
            Assert.Equal((2048ul, false), (file.Length, file.IsReadOnly));
            Assert.True(file.TryWrite(512, new byte[] { 1, 2, 3 }) && file.TryFlush());
            byte[] back = new byte[4];
            Assert.True(file.TryRead(512, back));
            Assert.Equal([1, 2, 3, 0], back);
        }

        Assert.Equal([1, 2, 3, 0], File.ReadAllBytes(_path).AsSpan(512, 4).ToArray());
    }

    [Fact]
    public void A_read_only_medium_is_not_written_and_may_be_shared()
    {
        File.WriteAllBytes(_path, new byte[512]);
        using var one = new FileBlockBackend(_path, isReadOnly: true);
        using var two = new FileBlockBackend(_path, isReadOnly: true);
        Assert.True(one.IsReadOnly);
        Assert.False(one.TryWrite(0, [1]));
        Assert.True(one.TryFlush());
        Assert.True(two.TryRead(0, new byte[512]));
    }

    [Fact]
    public void Two_writers_of_one_file_are_refused()
    {
        File.WriteAllBytes(_path, new byte[512]);
        using var first = new FileBlockBackend(_path, isReadOnly: false);
        Assert.Contains(",ro", Refusal(isReadOnly: false), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_short_under_us_fails_the_read()
    {
        File.WriteAllBytes(_path, new byte[1024]);
        using var file = new FileBlockBackend(_path, isReadOnly: true);
        using (var stream = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(600);
        }

        Assert.False(file.TryRead(512, new byte[512]));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void A_file_that_cannot_be_written_says_how_to_open_it()
    {
        File.WriteAllBytes(_path, new byte[512]);
        File.SetUnixFileMode(_path, UnixFileMode.UserRead);
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may write any file");
        Assert.Equal(
            $"Drive image '{_path}' cannot be written. Make it writable, or open it read-only: {_path},ro",
            Refusal(isReadOnly: false));
    }

    [Fact]
    public void A_missing_file_a_directory_and_a_broken_sector_each_say_what_to_do()
    {
        Assert.Contains("does not exist", Refusal(isReadOnly: true), StringComparison.Ordinal);
        File.WriteAllBytes(_path, new byte[513]);
        Assert.Contains("has 513 bytes, which is not a whole number", Refusal(isReadOnly: false), StringComparison.Ordinal);
        var error = Assert.Throws<IntrospectException>(() => new FileBlockBackend(Path.GetTempPath(), isReadOnly: true));
        Assert.Contains("is a directory", error.Message, StringComparison.Ordinal);
    }

    private string Refusal(bool isReadOnly)
    {
        string message = Assert.Throws<IntrospectException>(() => new FileBlockBackend(_path, isReadOnly)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
