using System.Collections.Immutable;

namespace Introspect.Cpu.SystemControl;

/// <summary>Which accesses of guests to system registers come to Hyp mode (ARM DDI 0406C B1.14).</summary>
internal static class HypTraps
{
    private const int Any = -1;
    private const uint DebugTrap = 1 << 9, DebugRomTrap = 1 << 11, DebugOsTrap = 1 << 10, MonitorsTrap = 1 << 6, MonitorControlTrap = 1 << 5;
    private const uint CoprocessorAccessTrap = 1u << 31;
    private const uint CounterAllowed = 1 << 0, TimerAllowed = 1 << 1;

    // What HSTR cannot trap.
    private const uint NotByHstr = (1 << 4) | (1 << 14);

    // The first that names an access and is asked for decides. HCR's rows, then those of HDCR, HCPTR and CNTHCTL.
    private static readonly ImmutableArray<Row> s_rows =
    [
        // trap                                                       cp  CRn opc1 CRm  opc2  writes only
        new(v => Is(v, HypControl.TrapMemoryControl),                 15, 1, 0, [0], [0], WritesOnly: true),
        new(v => Is(v, HypControl.TrapMemoryControl),                 15, 2, 0, [0], [0, 1, 2], WritesOnly: true),
        new(v => Is(v, HypControl.TrapMemoryControl),                 15, 3, 0, [0], [0], WritesOnly: true),
        new(v => Is(v, HypControl.TrapMemoryControl),                 15, 5, 0, [0, 1], [0, 1], WritesOnly: true),
        new(v => Is(v, HypControl.TrapMemoryControl),                 15, 6, 0, [0], [0, 2], WritesOnly: true),
        new(v => Is(v, HypControl.TrapMemoryControl),                 15, 10, 0, [2, 3], [0, 1], WritesOnly: true),
        new(v => Is(v, HypControl.TrapMemoryControl),                 15, 13, 0, [0], [1], WritesOnly: true),
        new(v => Is(v, HypControl.TrapTlb),                           15, 8, Any, [], []),
        new(v => Is(v, HypControl.TrapToUnification),                 15, 7, 0, [1, 5], [0]),
        new(v => Is(v, HypControl.TrapToUnification),                 15, 7, 0, [5, 11], [1]),
        new(v => Is(v, HypControl.TrapToCoherency),                   15, 7, 0, [6, 10, 14], [1]),
        new(v => Is(v, HypControl.TrapSetWay),                        15, 7, 0, [6, 10, 14], [2]),
        new(v => Is(v, HypControl.TrapAuxiliaryControl),              15, 1, 0, [0], [1]),
        new(v => Is(v, HypControl.TrapImplementationDefined),         15, 9, Any, [0, 1, 2, 5, 6, 7, 8], []),
        new(v => Is(v, HypControl.TrapImplementationDefined),         15, 10, Any, [0, 1, 4, 8], []),
        new(v => Is(v, HypControl.TrapImplementationDefined),         15, 11, Any, [0, 1, 2, 3, 4, 5, 6, 7, 8, 15], []),
        new(v => Is(v, HypControl.TrapId3),                           15, 0, 0, [1, 2, 3, 4, 5, 6, 7], []),
        new(v => Is(v, HypControl.TrapId2),                           15, 0, 0, [0], [1]),
        new(v => Is(v, HypControl.TrapId2),                           15, 0, 1, [0], [0, 1]),
        new(v => Is(v, HypControl.TrapId2),                           15, 0, 2, [0], [0]),
        new(v => Is(v, HypControl.TrapId1),                           15, 0, 0, [0], [2, 3, 6]),
        new(v => Is(v, HypControl.TrapId1),                           15, 0, 1, [0], [7]),
        new(v => Is(v, HypControl.TrapId0),                           14, 0, 7, [0], [0]),
        new(v => (v.System.Hyp.Hdcr & MonitorsTrap) != 0,             15, 9, 0, [12, 13, 14], []),
        new(v => (v.System.Hyp.Hdcr & MonitorControlTrap) != 0,       15, 9, 0, [12], [0]),
        new(v => (v.System.Hyp.Hdcr & DebugRomTrap) != 0,             14, 1, 0, [0], [0]),
        new(v => (v.System.Hyp.Hdcr & DebugRomTrap) != 0,             14, 2, 0, [0], [0]),
        new(v => (v.System.Hyp.Hdcr & DebugOsTrap) != 0,              14, 1, 0, [0, 1, 3, 4], [4]),
        new(v => (v.System.Hyp.Hdcr & DebugTrap) != 0,                14, Any, 0, [], []),
        new(v => (v.System.Hyp.Hcptr & CoprocessorAccessTrap) != 0,   15, 1, 0, [0], [2]),
        new(v => (v.Timer.HypControl & TimerAllowed) == 0,            15, 14, 0, [2], []),
    ];

    // MCRR and MRRC.
    private static readonly ImmutableArray<Row> s_doublewordRows =
    [
        // trap                                                       cp  -  opc1 CRm  -  writes only
        new(v => Is(v, HypControl.TrapMemoryControl),                 15, 0, Any, [2], [], WritesOnly: true),
        new(v => (v.System.Hyp.Hdcr & DebugRomTrap) != 0,             14, 0, 0, [1, 2], []),
        new(v => (v.Timer.HypControl & CounterAllowed) == 0,          15, 0, 0, [14], []),
        new(v => (v.Timer.HypControl & TimerAllowed) == 0,            15, 0, 2, [14], []),
    ];

    /// <summary>True when an access of a guest is Hyp mode's to deal with.</summary>
    public static bool Wants(Vcpu vcpu, uint key, bool isWrite, bool isDoubleword)
    {
        uint coprocessor = key & 0xF, crn = (key >> 8) & 0xF, crm = (key >> 12) & 0xF;
        uint primary = isDoubleword ? crm : crn;
        if (coprocessor == 15 && (vcpu.System.Hyp.Hstr & ~NotByHstr & (1u << (int)primary)) != 0)
        {
            return true;
        }

        foreach (Row row in isDoubleword ? s_doublewordRows : s_rows)
        {
            if (row.Names(key, isWrite) && row.IsAsked(vcpu))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The class that HSR tells of a trap: <paramref name="class15"/>, or its like of coprocessor 14.</summary>
    public static HypExceptionClass ClassOf(uint key, HypExceptionClass class15) => (key & 0xF, class15) switch
    {
        (14, HypExceptionClass.Coprocessor15) => HypExceptionClass.Coprocessor14,
        (14, HypExceptionClass.Coprocessor15Doubleword) => HypExceptionClass.Coprocessor14Doubleword,
        _ => class15,
    };

    private static bool Is(Vcpu vcpu, HypControl control) => (vcpu.System.Hyp.Hcr & control) != 0;

    // An empty list names all.
    private sealed record Row(
        Func<Vcpu, bool> IsAsked, uint Coprocessor, int Crn, int Opc1, ImmutableArray<uint> Crm, ImmutableArray<uint> Opc2, bool WritesOnly = false)
    {
        public bool Names(uint key, bool isWrite) =>
            (key & 0xF) == Coprocessor && (Crn == Any || ((key >> 8) & 0xF) == Crn) && (Opc1 == Any || ((key >> 4) & 0xF) == Opc1) &&
            (Crm.IsEmpty || Crm.Contains((key >> 12) & 0xF)) && (Opc2.IsEmpty || Opc2.Contains(key >> 16)) && (isWrite || !WritesOnly);
    }
}
