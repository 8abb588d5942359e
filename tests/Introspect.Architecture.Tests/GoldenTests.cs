using Introspect.TestKit;

using Xunit.Sdk;

namespace Introspect.Architecture.Tests;

public sealed class GoldenTests
{
    [Fact]
    public void A_text_is_held_to_the_file_beside_the_test() => Golden.Verify("three-lines.txt", "one\r\ntwo\nthree\n");

    [Fact]
    public void The_first_line_that_differs_is_named()
    {
        Exception failure = Assert.ThrowsAny<XunitException>(() => Golden.Verify("three-lines.txt", "one\n2\nthree\n"));
        Assert.Contains("three-lines.txt:2 differs", failure.Message, StringComparison.Ordinal);
        Assert.Contains("expected: two\nactual:   2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_golden_that_is_missing_fails() =>
        Assert.ThrowsAny<XunitException>(() => Golden.Verify("no-such-file.txt", ""));
}
