namespace Introspect.Cpu;

/// <summary>What a machine does for its vCPUs: firmware calls that the vCPU itself has no answer to.</summary>
public interface IMachineServices
{
    /// <summary>
    /// True when the machine must look again before the next block: something is due before the slice ends, an input waits, or the run is over. Asked
    /// when a vCPU has reached a device or a timer.
    /// </summary>
    bool WantsTurn { get; }

    /// <summary>HVC or SMC. True when it was a call to the machine's firmware (PSCI, the hypervisor's service) and has been answered in the registers.</summary>
    bool TryHypercall(Vcpu vcpu, bool isSecureMonitorCall);

    /// <summary>
    /// SVC. True when it was a semihosting call and has been answered in the registers, or will be
    /// (<see cref="Vcpu.AwaitsAnswer"/>).
    /// </summary>
    bool TrySemihosting(Vcpu vcpu, uint immediate);

    /// <summary>SEV: every vCPU's event register is set.</summary>
    void SendEvent();

    /// <summary>A broadcast maintenance operation: every other vCPU drops its translations too.</summary>
    void FlushAllTranslations();

    /// <summary>A vCPU drops the cached translation of an address on all vCPUs.</summary>
    void FlushTranslation(uint address);
}
