namespace Introspect.Core.Tests;

public sealed class Xoshiro256Tests
{
    [Fact]
    public void The_generator_gives_the_published_sequence()
    {
        // seed 0: splitmix64 gives E220A8397B1DCDAF, 6E789E6AA1B965F4, 06C45D188009454F, F88BB8A8724C81EC
        var generator = new Xoshiro256(0);
        foreach (ulong expected in new ulong[] { 0x99EC_5F36_CB75_F2B4, 0xBF6E_1F78_4956_452A, 0x1A5F_849D_4933_E6E0 })
        {
            Assert.Equal(expected, generator.Next());
        }
    }
}
