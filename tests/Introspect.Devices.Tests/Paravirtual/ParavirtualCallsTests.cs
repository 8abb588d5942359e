using Introspect.Devices.Paravirtual;

namespace Introspect.Devices.Tests.Paravirtual;

public sealed class ParavirtualCallsTests
{
    private const uint Call = 0x00, Argument1 = 0x04, Argument2 = 0x08, Results = 0x10;

    private readonly ParavirtualCalls _calls = new(static (function, one, two, results) =>
    {
        (results[0], results[1], results[2]) = (function, one, two);
        return function == 9 ? 0 : 3;
    });

    [Fact]
    public void A_call_has_its_results_in_four_words()
    {
        _calls.Write32(Argument1, 5);
        _calls.Write32(Argument2, 6);
        _calls.Write32(Call, 1);
        Assert.Equal([1u, 5, 6, 0], Enumerable.Range(0, 4).Select(i => _calls.Read32(Results + (4 * (uint)i))));
        _calls.Reset();
        Assert.All(new[] { Argument1, Argument2, Results, Results + 4 }, register => Assert.Equal(0u, _calls.Read32(register)));
    }

    [Fact]
    public void A_call_that_nobody_knows_is_not_supported()
    {
        _calls.Write32(Call, 9);
        Assert.Equal((uint.MaxValue, ParavirtualKind.Calls), (_calls.Read32(Results), _calls.Kind));
    }
}
