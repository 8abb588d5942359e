namespace Introspect.Cpu.SystemControl;

/// <summary>The bits of HCR (ARM DDI 0406C B4.1.65).</summary>
[Flags]
public enum HypControl : uint
{
    None = 0,

    /// <summary>VM: addresses of guests are translated twice.</summary>
    SecondStage = 1 << 0,

    /// <summary>SWIO: invalidating a data cache by set and way cleans it, too.</summary>
    SetWayInvalidation = 1 << 1,

    /// <summary>PTW: a guest's table in Device memory faults.</summary>
    ProtectedTableWalk = 1 << 2,

    /// <summary>FMO: FIQs come to Hyp mode; guests can get virtual ones.</summary>
    RouteFiq = 1 << 3,

    /// <summary>IMO: IRQs come to Hyp mode; guests can get virtual ones.</summary>
    RouteIrq = 1 << 4,

    /// <summary>AMO: asynchronous aborts come to Hyp mode; guests can get virtual ones.</summary>
    RouteAbort = 1 << 5,

    /// <summary>VF: a virtual FIQ is pending.</summary>
    VirtualFiq = 1 << 6,

    /// <summary>VI: a virtual IRQ is pending.</summary>
    VirtualIrq = 1 << 7,

    /// <summary>VA: a virtual asynchronous abort is pending.</summary>
    VirtualAbort = 1 << 8,

    /// <summary>FB: maintenance is broadcast.</summary>
    ForceBroadcast = 1 << 9,

    /// <summary>BSU: how far barriers reach, at least.</summary>
    BarrierUpgrade = 3 << 10,

    /// <summary>DC: the first stage is off, memory is cacheable.</summary>
    DefaultCacheable = 1 << 12,

    /// <summary>TWI.</summary>
    TrapWfi = 1 << 13,

    /// <summary>TWE.</summary>
    TrapWfe = 1 << 14,

    /// <summary>TID0.</summary>
    TrapId0 = 1 << 15,

    /// <summary>TID1.</summary>
    TrapId1 = 1 << 16,

    /// <summary>TID2.</summary>
    TrapId2 = 1 << 17,

    /// <summary>TID3.</summary>
    TrapId3 = 1 << 18,

    /// <summary>TSC: SMC.</summary>
    TrapSmc = 1 << 19,

    /// <summary>TIDCP: implementation defined registers.</summary>
    TrapImplementationDefined = 1 << 20,

    /// <summary>TAC: ACTLR.</summary>
    TrapAuxiliaryControl = 1 << 21,

    /// <summary>TSW: maintenance by set and way.</summary>
    TrapSetWay = 1 << 22,

    /// <summary>TPC: maintenance to the point of coherency.</summary>
    TrapToCoherency = 1 << 23,

    /// <summary>TPU: maintenance to the point of unification.</summary>
    TrapToUnification = 1 << 24,

    /// <summary>TTLB: TLB maintenance.</summary>
    TrapTlb = 1 << 25,

    /// <summary>TVM: writes of what controls the MMU.</summary>
    TrapMemoryControl = 1 << 26,

    /// <summary>TGE: exceptions of User mode come to Hyp mode.</summary>
    TrapGeneral = 1 << 27,

    /// <summary>All bits that exist.</summary>
    All = (1 << 28) - 1,
}
