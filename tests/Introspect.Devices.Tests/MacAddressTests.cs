namespace Introspect.Devices.Tests;

public sealed class MacAddressTests
{
    [Theory]
    [InlineData("52:54:00:12:34:56", 0x5254_0012_3456, false)]
    [InlineData("01:80:c2:00:00:00", 0x0180_C200_0000, true)]
    [InlineData("FF:ff:FF:ff:FF:ff", 0xFFFF_FFFF_FFFF, true)]
    public void A_text_a_number_and_bytes_are_the_same_address(string text, ulong value, bool isGroup)
    {
        Assert.True(MacAddress.TryParse(text, out MacAddress address));
        Assert.Equal((value, isGroup), (address.Value, address.IsGroup));
        byte[] bytes = new byte[MacAddress.Length];
        address.Write(bytes);
        Assert.Equal(text, string.Join(':', bytes.Select(static part => $"{part:x2}")), ignoreCase: true);
        Assert.Equal(address, MacAddress.Read(bytes));
        Assert.Equal(text, address.ToString(), ignoreCase: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("52:54:00:12:34")]
    [InlineData("52:54:00:12:34:56:78")]
    [InlineData("52:54:00:12:34:5")]
    [InlineData("52:54:00:12:34:5g")]
    [InlineData("52-54-00-12-34-56")]
    [InlineData("52:54:00:12:34: 6")]
    public void Anything_else_is_no_address(string text) => Assert.False(MacAddress.TryParse(text, out _));
}
