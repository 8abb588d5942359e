namespace Introspect.Devices.Paravirtual;

/// <summary>
/// Answers a call of the SMC Calling Convention (ARM DEN 0028): how many words of <paramref name="results"/>, which holds four, it has filled; 0 where nobody knows the function.
/// </summary>
public delegate int CallSink(uint function, uint argument1, uint argument2, Span<uint> results);

/// <summary>
/// Hypercalls for CPUs without HVC and SMC: the arguments are stored, then the function, and the results lie there. A call that nobody
/// knows has the result -1, "not supported".
/// </summary>
public sealed class ParavirtualCalls(CallSink sink) : ParavirtualDevice
{
    private const int MostResults = 4;

    private static readonly RegisterMap<ParavirtualCalls> s_registers = new("paravirtual calls", WindowBytes)
    {
        { 0x000, "Call", static (d, v) => d.Call(v) },
        { 0x004, "Argument1", static d => d._argument1, static (d, v) => d._argument1 = v },
        { 0x008, "Argument2", static d => d._argument2, static (d, v) => d._argument2 = v },
        { 0x010, MostResults, "Result", static (d, i) => d._results[i] },
    };

    private readonly uint[] _results = new uint[MostResults];
    private uint _argument1;
    private uint _argument2;

    public override ParavirtualKind Kind => ParavirtualKind.Calls;

    public override uint Read32(uint offset) => s_registers.Read(this, offset);

    public override void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public override void Reset()
    {
        Array.Clear(_results);
        _argument1 = _argument2 = 0;
    }

    private void Call(uint function)
    {
        Array.Clear(_results);
        if (sink(function, _argument1, _argument2, _results) == 0)
        {
            _results[0] = uint.MaxValue;
        }
    }
}
