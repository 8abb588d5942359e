using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Hints and barriers. ARM DDI 0406C A5.2.11, A5.7.1, A6.2.5, A6.3.4.</summary>
internal sealed partial class Lowering
{
    /// <summary>No operation. ARM DDI 0406C A8.8.119.</summary>
    [A32("cccc 0011 0010 0000 1111 0000 0000 0000", "nop{c}", Since = ArmVersion.V6K)]
    [T32("1111 0011 1010 1111 1000 0000 0000 0000", "nop{c}.w", Since = ArmVersion.V6T2)]
    [T16("1011 1111 0000 0000", "nop{c}", Since = ArmVersion.V6T2)]
    private static Flow Nop() => Flow.Next;

    /// <summary>What never is executed, in ARMv4; the condition has no other meaning yet. ARM DDI 0100I A3.2.1.</summary>
    [A32("1111 ---- ---- ---- ---- ---- ---- ----", "nv", Until = ArmVersion.V4T)]
    private static Flow Never() => Flow.Next;

    /// <summary>MSR that writes no field, which became the space of hints. ARM DDI 0406C A5.2.11.</summary>
    [A32("cccc 0011 0010 0000 1111 iiiiiiiiiiii", "msr{c} cpsr_, {i}", Until = ArmVersion.V6)]
    private static Flow WriteNoField(ModifiedImmediate i) => Flow.Next;

    /// <summary>Hints that are not allocated do nothing.</summary>
    [A32("cccc 0011 0010 0000 1111 0000 hhhh hhhh", "hint{c} {h}", Since = ArmVersion.V6K)]
    [T32("1111 0011 1010 1111 1000 0000 hhhh hhhh", "hint{c}.w {h}", Since = ArmVersion.V6T2)]
    [T16("1011 1111 hhhh 0000", "hint{c} {h}", Since = ArmVersion.V6T2)]
    private static Flow Hint(uint h) => Flow.Next;

    /// <summary>A hint for debug systems. ARM DDI 0406C A8.8.42.</summary>
    [A32("cccc 0011 0010 0000 1111 0000 1111 oooo", "dbg{c} {o}", Since = ArmVersion.V7)]
    [T32("1111 0011 1010 1111 1000 0000 1111 oooo", "dbg{c} {o}", Since = ArmVersion.V7)]
    private static Flow Dbg(uint o) => Flow.Next;

    /// <summary>Yield to others. ARM DDI 0406C A8.8.426.</summary>
    [A32("cccc 0011 0010 0000 1111 0000 0000 0001", "yield{c}", Since = ArmVersion.V6K)]
    [T32("1111 0011 1010 1111 1000 0000 0000 0001", "yield{c}.w", Since = ArmVersion.V6T2)]
    [T16("1011 1111 0001 0000", "yield{c}", Since = ArmVersion.V6T2)]
    private Flow Yield() => Leave(ExitKind.Yield);

    /// <summary>Wait for an event. ARM DDI 0406C A8.8.424.</summary>
    [A32("cccc 0011 0010 0000 1111 0000 0000 0010", "wfe{c}", Since = ArmVersion.V6K)]
    [T32("1111 0011 1010 1111 1000 0000 0000 0010", "wfe{c}.w", Since = ArmVersion.V6T2)]
    [T16("1011 1111 0010 0000", "wfe{c}", Since = ArmVersion.V6T2)]
    private Flow Wfe() => Leave(ExitKind.WaitForEvent);

    /// <summary>Wait for an interrupt. ARM DDI 0406C A8.8.425.</summary>
    [A32("cccc 0011 0010 0000 1111 0000 0000 0011", "wfi{c}", Since = ArmVersion.V6K)]
    [T32("1111 0011 1010 1111 1000 0000 0000 0011", "wfi{c}.w", Since = ArmVersion.V6T2)]
    [T16("1011 1111 0011 0000", "wfi{c}", Since = ArmVersion.V6T2)]
    private Flow Wfi() => Leave(ExitKind.WaitForInterrupt);

    /// <summary>Send an event to every core. ARM DDI 0406C A8.8.168.</summary>
    [A32("cccc 0011 0010 0000 1111 0000 0000 0100", "sev{c}", Since = ArmVersion.V6K)]
    [T32("1111 0011 1010 1111 1000 0000 0000 0100", "sev{c}.w", Since = ArmVersion.V6T2)]
    [T16("1011 1111 0100 0000", "sev{c}", Since = ArmVersion.V6T2)]
    private Flow Sev()
    {
        Call(Helper.SendEvent, Slot.Discard, 0u, 0u, 0u);
        return Flow.Next;
    }

    /// <summary>
    /// Data memory barrier. Accesses are made in order, but for stores and later loads where other vCPUs run at the same time. ARM DDI 0406C A8.8.43.
    /// </summary>
    [A32("1111 0101 0111 1111 1111 0000 0101 oooo", "dmb {o}", Since = ArmVersion.V7)]
    [T32("1111 0011 1011 1111 1000 1111 0101 oooo", "dmb{c} {o}", Since = ArmVersion.V7)]
    private Flow Dmb(BarrierOption o) => o.IsForStoresOnly ? Flow.Next : Fence();

    /// <summary>Data synchronization barrier. ARM DDI 0406C A8.8.44.</summary>
    [A32("1111 0101 0111 1111 1111 0000 0100 oooo", "dsb {o}", Since = ArmVersion.V7)]
    [T32("1111 0011 1011 1111 1000 1111 0100 oooo", "dsb{c} {o}", Since = ArmVersion.V7)]
    private Flow Dsb(BarrierOption o) => Fence();

    /// <summary>Instruction synchronization barrier: what follows is fetched again. ARM DDI 0406C A8.8.53.</summary>
    [A32("1111 0101 0111 1111 1111 0000 0110 oooo", "isb {o}", Since = ArmVersion.V7)]
    [T32("1111 0011 1011 1111 1000 1111 0110 oooo", "isb{c} {o}", Since = ArmVersion.V7)]
    private Flow Isb(FullBarrierOption o) => EndBehind();

    private Flow Fence()
    {
        if (hasOthers)
        {
            Ir.Fence();
        }

        return Flow.Next;
    }

    /// <summary>Ends the block behind this instruction, which changed what the rest of it depends on.</summary>
    private Flow EndBehind() => Jump(NextAddress);

    /// <summary>Leaves for the run loop with the next instruction as the one to come back to.</summary>
    private Flow Leave(ExitKind kind)
    {
        Ir.Move(Slot.Pc, NextAddress);
        WriteItState();
        return Exit(kind, 0);
    }
}
