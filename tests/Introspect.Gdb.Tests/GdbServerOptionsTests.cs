using Introspect.Core;

namespace Introspect.Gdb.Tests;

public sealed class GdbServerOptionsTests
{
    [Theory]
    [InlineData("1234", "127.0.0.1", 1234)]
    [InlineData("localhost:1234", "127.0.0.1", 1234)]
    [InlineData("0.0.0.0:0", "0.0.0.0", 0)]
    [InlineData("[::1]:65535", "::1", 65535)]
    public void An_address_and_port_are_read(string text, string host, int port)
    {
        GdbServerOptions options = GdbServerOptions.Parse(text);
        Assert.Equal((host, port), (options.Host.ToString(), options.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData(":1")]
    [InlineData("example.invalid:1")]
    [InlineData("127.0.0.1:")]
    public void What_is_none_is_refused_with_what_to_write(string text) =>
        Assert.Contains("[HOST:]PORT", Assert.Throws<IntrospectException>(() => GdbServerOptions.Parse(text)).Message, StringComparison.Ordinal);
}
