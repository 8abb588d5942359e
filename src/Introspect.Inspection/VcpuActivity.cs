namespace Introspect.Inspection;

/// <summary>What a vCPU would do if the machine ran.</summary>
public enum VcpuActivity
{
    /// <summary>It executes instructions.</summary>
    Executing,

    /// <summary>It waits for an interrupt (WFI) or an event (WFE).</summary>
    Sleeping,

    /// <summary>It is powered off, or held in reset until another vCPU starts it.</summary>
    Off,
}
