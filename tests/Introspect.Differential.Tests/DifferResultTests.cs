namespace Introspect.Differential.Tests;

public sealed class DifferResultTests
{
    [Theory]
    [InlineData(12, "r3 00000000, QEMU 00000001")]
    [InlineData(64, "cpsr 00000000, QEMU 00000001")]
    [InlineData(84, "far 00000000, QEMU 00000001")]
    [InlineData(96 + (8 * 31), "d31 0000000000000000, QEMU 0000000000000001")]
    [InlineData(608, "0 words outside the data (00000000), QEMU 1 (00000000)")]
    [InlineData(612, "0 words outside the data (00000000), QEMU 0 (00000001)")]
    [InlineData(604, "[4600107c] 00000000, QEMU 00000001")]
    public void A_difference_anywhere_is_found(int offset, string expected)
    {
        byte[] ours = new byte[DifferLayout.ResultSize], qemu = new byte[DifferLayout.ResultSize];
        qemu[offset] = 1;
        Assert.False(new DifferResult(ours).Equals(new DifferResult(qemu)));
        Assert.Equal([expected], new DifferResult(ours).DifferencesTo(new DifferResult(qemu), new DifferAddresses(0x4000_0000)));
    }
}
