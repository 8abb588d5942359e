using System.Net.Sockets;
using Introspect.Cli.Control;
using Introspect.Core;
using Introspect.TestKit;

namespace Introspect.Cli.Tests.Control;

public sealed class ControlPlaceTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _temporary = new();
    private readonly ControlPlace _place;
    private readonly string _folder;

    public ControlPlaceTests()
    {
        _folder = _temporary.File("introspect");
        _place = new ControlPlace(_folder, PeerCredentials.OwnUid);
    }

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void A_device_has_a_socket_of_its_process_that_only_its_user_may_open()
    {
        using Socket socket = _place.Listen(123, 1, out string path);
        Assert.Equal(Path.Combine(_folder, "123.sock"), path);
        Assert.Equal(Owner, File.GetUnixFileMode(_folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], _place.Devices());
    }

    [Fact]
    public void Two_devices_of_one_process_have_a_socket_each()
    {
        using Socket first = _place.Listen(123, 1, out _);
        using Socket second = _place.Listen(123, 1, out string path);
        Assert.EndsWith("123-2.sock", path, StringComparison.Ordinal);
        Assert.Equal(2, _place.Devices().Count);
    }

    [Fact]
    public void The_socket_and_the_names_of_a_dead_device_go_when_they_are_met()
    {
        _place.Listen(123, 1, out string dead).Dispose();
        Assert.Equal("demo", _place.Claim("demo", dead));
        Assert.True(Path.Exists(dead));

        using Socket socket = _place.Listen(124, 1, out string path);
        Assert.Equal([path], _place.Devices());
        Assert.False(Path.Exists(dead));
        Assert.Equal("demo", _place.Claim("demo", path));
    }

    [Fact]
    public void A_process_with_the_number_of_a_dead_one_takes_its_place()
    {
        _place.Listen(123, 1, out _).Dispose();
        using Socket socket = _place.Listen(123, 1, out string path);
        Assert.EndsWith("/123.sock", path, StringComparison.Ordinal);
        Assert.Equal([path], _place.Devices());
    }

    [Fact]
    public void A_name_that_another_machine_has_gets_a_number()
    {
        using Socket first = _place.Listen(123, 16, out string one);
        using Socket second = _place.Listen(124, 16, out string two);
        Assert.Equal("demo", _place.Claim("demo", one));
        Assert.Equal("demo-2", _place.Claim("demo", two));
        Assert.Equal("demo-3", _place.Claim("demo", one));

        first.Dispose();
        _place.Remove(one);
        Assert.Equal("demo", _place.Claim("demo", two));
        Assert.Equal("demo-3", _place.Claim("demo", two));
        Assert.Equal([two], _place.Devices());
    }

    [Fact]
    public async Task Names_that_are_claimed_at_once_are_all_different()
    {
        using Socket socket = _place.Listen(123, 64, out string path);
        string[] names = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _place.Claim("demo", path))));
        Assert.Equal(16, names.Distinct().Count());
    }

    [Theory]
    [InlineData("debian-armhf", "debian-armhf")]
    [InlineData("vmlinuz-6.1+b1", "vmlinuz-6.1+b1")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("my kernel@home", "my-kernel-home")]
    [InlineData("\u001b[31mred", "31mred")]
    [InlineData("...", "guest")]
    [InlineData("", "guest")]
    public void A_name_is_what_a_file_and_a_command_line_can_bear(string wish, string name) => Assert.Equal(name, MachineNames.Clean(wish));

    [Fact]
    public void A_long_name_is_cut() => Assert.Equal(MachineNames.MaxLength, MachineNames.Clean(new string('a', 1000)).Length);

    [Theory]
    [InlineData("demo", "demo", null)]
    [InlineData("demo@12", "demo", 12)]
    [InlineData("demo@home", "demo@home", null)]
    [InlineData("@12", "@12", null)]
    public void A_machine_is_called_by_its_name_or_also_its_process(string text, string name, int? pid) =>
        Assert.Equal((name, pid), MachineNames.Parse(text));

    [Fact]
    public void Without_the_folder_there_are_no_devices() => Assert.Empty(_place.Devices());

    [Fact]
    public void A_folder_that_is_a_link_is_refused()
    {
        Directory.CreateDirectory(_temporary.File("elsewhere"), Owner);
        Directory.CreateSymbolicLink(_folder, _temporary.File("elsewhere"));
        Refuses("is not a folder");
    }

    [Fact]
    public void A_folder_that_others_may_write_to_is_refused()
    {
        Directory.CreateDirectory(_folder);
        File.SetUnixFileMode(_folder, Owner | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        Refuses("is open to other users");
    }

    [Fact]
    public void A_folder_of_another_user_is_refused()
    {
        Directory.CreateDirectory(_folder, Owner);
        var place = new ControlPlace(_folder, PeerCredentials.OwnUid + 1);
        Assert.Contains("belongs to user", Assert.Throws<IntrospectException>(place.Devices).Message, StringComparison.Ordinal);
        Assert.Contains("belongs to user", Assert.Throws<IntrospectException>(() => place.Listen(1, 1, out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_users_runtime_folder_is_taken_only_when_it_is_there_and_theirs()
    {
        using Socket socket = ControlPlace.OfUser(name => name == "XDG_RUNTIME_DIR" ? _temporary.Path : null).Listen(1, 1, out string path);
        Assert.Equal(_temporary.File("introspect/1.sock"), path);

        string inTmp = $"/tmp/introspect-{PeerCredentials.OwnUid}";
        Assert.Equal(inTmp, ControlPlace.OfUser(static _ => null).Folder);
        Assert.Equal(inTmp, ControlPlace.OfUser(static _ => "/no/such/folder").Folder);
        Assert.Equal(inTmp, ControlPlace.OfUser(static _ => "relative").Folder);
        Assert.Equal(inTmp, ControlPlace.OfUser(_ => _temporary.File(new string('a', 100))).Folder);
    }

    private void Refuses(string what)
    {
        Assert.Contains(what, Assert.Throws<IntrospectException>(_place.Devices).Message, StringComparison.Ordinal);
        Assert.Contains(what, Assert.Throws<IntrospectException>(() => _place.Listen(1, 1, out _)).Message, StringComparison.Ordinal);
    }
}
