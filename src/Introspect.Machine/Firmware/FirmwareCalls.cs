using Introspect.Cpu;

namespace Introspect.Machine.Firmware;

/// <summary>Calls of the SMC Calling Convention (ARM DEN 0028B) by HVC or SMC, with the function in R0: PSCI, and the services of <see cref="HypervisorService"/>.</summary>
internal sealed class FirmwareCalls(Machine machine, HypervisorService service)
{
    private const uint NotSupported = uint.MaxValue;
    private const int MostResults = 4;

    private readonly Psci _psci = new(machine);

    /// <summary>Answers the call; false when it is none that the convention has.</summary>
    public bool TryCall(Vcpu vcpu)
    {
        if (_psci.TryCall(vcpu))
        {
            return true;
        }

        ref var r = ref vcpu.Registers;
        Span<uint> results = stackalloc uint[MostResults];
        int count = service.Answer(vcpu.Index, r[0], r[1], r[2], results);
        for (int i = 0; i < count; i++)
        {
            r[i] = results[i];
        }

        if (count != 0)
        {
            return true;
        }

        // "Not supported" where nobody answers; other identifiers are left undefined.
        bool isFastCall = r[0] >> 31 != 0;
        r[0] = isFastCall ? NotSupported : r[0];
        return isFastCall;
    }
}
