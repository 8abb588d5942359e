namespace Introspect.Cli.Tests;

public sealed class NearestNamesTests
{
    private static readonly string[] s_names = ["demo", "debian-armhf", "debian-installer-armhf", "u-boot", "edk2"];

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("ab", "ba", 2)]
    public void The_distance_counts_letters_put_in_taken_out_or_changed(string from, string to, int distance) =>
        Assert.Equal(distance, NearestNames.Distance(from, to));

    [Theory]
    [InlineData("debian-armhg", "debian-armhf")]
    [InlineData("DEMO", "demo")]
    [InlineData("uboot", "u-boot")]
    [InlineData("debian", "debian-armhf,debian-installer-armhf")]
    [InlineData("windows-ce", "")]
    public void The_nearest_come_first_and_far_ones_not_at_all(string name, string near) =>
        Assert.Equal(near, string.Join(",", NearestNames.Of(name, s_names)));

    [Fact]
    public void The_error_says_what_is_near_and_where_all_are() => Assert.Equal(
        "guest: there is no 'emo'. Did you mean demo? See all: introspect guests list",
        NearestNames.Unknown("guest", "emo", s_names, "introspect guests list"));
}
