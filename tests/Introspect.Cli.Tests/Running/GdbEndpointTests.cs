using Introspect.Cli.Running;

namespace Introspect.Cli.Tests.Running;

public sealed class GdbEndpointTests
{
    [Theory]
    [InlineData("1234", "127.0.0.1", 1234)]
    [InlineData("0.0.0.0:65535", "0.0.0.0", 65535)]
    [InlineData("localhost:1", "localhost", 1)]
    [InlineData("[::1]:1234", "::1", 1234)]
    public void A_port_stands_alone_or_behind_a_host(string text, string host, int port) =>
        Assert.Equal(new GdbEndpoint(host, port), GdbEndpoint.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData(":1234")]
    [InlineData("::1:1234")]
    [InlineData("host:")]
    public void Anything_else_is_wrong_usage(string text) => Assert.Throws<UsageException>(() => GdbEndpoint.Parse(text));
}
