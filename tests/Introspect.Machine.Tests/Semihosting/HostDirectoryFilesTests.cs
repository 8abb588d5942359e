using Introspect.Machine.Semihosting;
using Introspect.TestKit;

namespace Introspect.Machine.Tests.Semihosting;

public sealed class HostDirectoryFilesTests
{
    [Theory]
    [InlineData("file", SemihostError.None)]
    [InlineData("sub/file", SemihostError.None)]
    [InlineData("sub/../file", SemihostError.None)]
    [InlineData("{root}/file", SemihostError.None)]
    [InlineData("nowhere/file", SemihostError.NoEntry)]
    [InlineData("sub", SemihostError.IsFolder)]
    [InlineData("../file", SemihostError.Refused)]
    [InlineData("sub/../../file", SemihostError.Refused)]
    [InlineData("../{name}-beside/file", SemihostError.Refused)]
    [InlineData("/etc/passwd", SemihostError.Refused)]
    [InlineData("link/file", SemihostError.Refused)]
    [InlineData("fileLink", SemihostError.Refused)]
    [InlineData("..", SemihostError.Refused)]
    [InlineData("", SemihostError.Refused)]
    [InlineData("a\0b", SemihostError.Refused)]
    public void A_name_leads_to_a_file_of_the_folder_or_nowhere(string name, SemihostError error)
    {
        using var outer = new TemporaryFolder();
        string root = Directory.CreateDirectory(outer.File("inner")).FullName;
        Directory.CreateDirectory(outer.File("inner-beside"));
        Directory.CreateDirectory(Path.Combine(root, "sub"));
        Directory.CreateSymbolicLink(Path.Combine(root, "link"), outer.File("inner-beside"));
        File.CreateSymbolicLink(Path.Combine(root, "fileLink"), outer.File("file"));
        name = name.Replace("{root}", root, StringComparison.Ordinal).Replace("{name}", "inner", StringComparison.Ordinal);

        var files = new HostDirectoryFiles(root);
        Assert.Equal(error, files.Open(name, FileMode.Create, FileAccess.Write, out Stream? opened));
        Assert.Equal(error == SemihostError.None, opened is not null);
        opened?.Dispose();
        Assert.Equal(error, files.Remove(name));
        Assert.DoesNotContain(
            Directory.GetFiles(outer.Path, "*", SearchOption.AllDirectories),
            path => !path.EndsWith("Link", StringComparison.Ordinal));
    }

    [Fact]
    public void All_files_are_there_for_a_guest_that_may_have_them()
    {
        using var outer = new TemporaryFolder();
        File.WriteAllText(outer.File("file"), "text");
        var files = new HostDirectoryFiles(Directory.CreateDirectory(outer.File("inner")).FullName, allowsAllFiles: true);
        Assert.Equal(SemihostError.None, files.Open("../file", FileMode.Open, FileAccess.Read, out Stream? relative));
        Assert.Equal(SemihostError.None, files.Open(outer.File("file"), FileMode.Open, FileAccess.Read, out Stream? absolute));
        Assert.Equal((4, 4), (relative!.Length, absolute!.Length));
        relative.Dispose();
        absolute.Dispose();
    }

    [Fact]
    public void A_renamed_file_takes_the_place_of_another()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("from"), "new");
        File.WriteAllText(folder.File("to"), "old");
        var files = new HostDirectoryFiles(folder.Path);
        Assert.Equal(SemihostError.Refused, files.Rename("from", "../to"));
        Assert.Equal(SemihostError.Refused, files.Rename("../from", "to"));
        Assert.Equal(SemihostError.NoEntry, files.Rename("missing", "to"));
        Assert.Equal(SemihostError.None, files.Rename("from", "to"));
        Assert.Equal(("new", false), (File.ReadAllText(folder.File("to")), File.Exists(folder.File("from"))));
    }

    [Fact]
    public void Two_handles_of_a_file_see_each_other()
    {
        using var folder = new TemporaryFolder();
        var files = new HostDirectoryFiles(folder.Path);
        files.Open("file", FileMode.Create, FileAccess.Write, out Stream? writer);
        files.Open("file", FileMode.Open, FileAccess.Read, out Stream? reader);
        writer!.WriteByte(7);
        Assert.Equal(7, reader!.ReadByte());
        writer.Dispose();
        reader.Dispose();
    }
}
