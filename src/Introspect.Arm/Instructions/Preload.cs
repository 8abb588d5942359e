using Introspect.Arm.Models;
using Introspect.Arm.Operands;

namespace Introspect.Arm.Instructions;

/// <summary>
/// Hints that memory will be used: there are no caches to fill, so they do nothing, as all unallocated hints beside them.
/// ARM DDI 0406C A5.7.1, A6.3.8, A6.3.9.
/// </summary>
internal sealed partial class Lowering
{
    /// <summary>Preload data, to read or to write; immediate or literal. ARM DDI 0406C A8.8.126, A8.8.127.</summary>
    [A32("1111 0101 u101 nnnn 1111 iiiiiiiiiiii", "pld {n,a,i}", Set = "w=0, a=4+u*2", Since = ArmVersion.V5TE)]
    [A32(
        "1111 0101 u001 nnnn 1111 iiiiiiiiiiii",
        "pldw {n,a,i}",
        Set = "w=1, a=4+u*2",
        Except = "n=15",
        Since = ArmVersion.V7,
        Needs = ArmExtensions.Multiprocessing)]
    [T32("1111 1000 10w1 nnnn 1111 iiiiiiiiiiii", "pld{w?w}{c} {n,a,i}", Set = "a=6", Since = ArmVersion.V6T2)]
    [T32("1111 1000 00w1 nnnn 1111 1100 iiiiiiii", "pld{w?w}{c} {n,a,i}", Set = "a=4", Except = "n=15", Since = ArmVersion.V6T2)]
    [T32("1111 1000 u0-1 1111 1111 iiiiiiiiiiii", "pld{c} {n,a,i}", Set = "w=0, n=15, a=4+u*2", Since = ArmVersion.V6T2)]
    private static Flow PreloadData(bool w, Reg n, Indexing a, uint i) => Flow.Next;

    /// <summary>Preload data, register. ARM DDI 0406C A8.8.128.</summary>
    [A32("1111 0111 u101 nnnn 1111 hhhhhhh0 mmmm", "pld {n,a,m,h}", Set = "w=0, a=4+u*2", Since = ArmVersion.V5TE)]
    [A32(
        "1111 0111 u001 nnnn 1111 hhhhhhh0 mmmm",
        "pldw {n,a,m,h}",
        Set = "w=1, a=4+u*2",
        Except = "n=15",
        Since = ArmVersion.V7,
        Needs = ArmExtensions.Multiprocessing)]
    [T32("1111 1000 00w1 nnnn 1111 000000hh mmmm", "pld{w?w}{c} {n,a,m,h}", Set = "a=6, h=h*4", Except = "n=15", Since = ArmVersion.V6T2)]
    private static Flow PreloadDataRegister(bool w, Reg n, Indexing a, Reg m, ImmediateShift h) => Flow.Next;

    /// <summary>Preload instructions, immediate or literal. ARM DDI 0406C A8.8.129.</summary>
    [A32("1111 0100 u101 nnnn 1111 iiiiiiiiiiii", "pli {n,a,i}", Set = "a=4+u*2", Since = ArmVersion.V7)]
    [T32("1111 1001 1001 nnnn 1111 iiiiiiiiiiii", "pli{c} {n,a,i}", Set = "a=6", Since = ArmVersion.V7)]
    [T32("1111 1001 0001 nnnn 1111 1100 iiiiiiii", "pli{c} {n,a,i}", Set = "a=4", Except = "n=15", Since = ArmVersion.V7)]
    [T32("1111 1001 u001 1111 1111 iiiiiiiiiiii", "pli{c} {n,a,i}", Set = "n=15, a=4+u*2", Since = ArmVersion.V7)]
    private static Flow PreloadInstructions(Reg n, Indexing a, uint i) => Flow.Next;

    /// <summary>Preload instructions, register. ARM DDI 0406C A8.8.130.</summary>
    [A32("1111 0110 u101 nnnn 1111 hhhhhhh0 mmmm", "pli {n,a,m,h}", Set = "a=4+u*2", Since = ArmVersion.V7)]
    [T32("1111 1001 0001 nnnn 1111 000000hh mmmm", "pli{c} {n,a,m,h}", Set = "a=6, h=h*4", Except = "n=15", Since = ArmVersion.V7)]
    private static Flow PreloadInstructionsRegister(Reg n, Indexing a, Reg m, ImmediateShift h) => Flow.Next;

    /// <summary>Memory hints that mean nothing yet. ARM DDI 0406C A5.7.1, A6.3.8.</summary>
    [A32("1111 0100 -001 ---- ---- ---- ---- ----", "memory hint", Since = ArmVersion.V7, Needs = ArmExtensions.Multiprocessing)]
    [A32("1111 0110 -001 ---- ---- ---- ---0 ----", "memory hint", Since = ArmVersion.V7, Needs = ArmExtensions.Multiprocessing)]
    [T32("1111 1001 1011 ---- 1111 ---- ---- ----", "memory hint", Since = ArmVersion.V6T2)]
    [T32("1111 1001 0011 ---- 1111 1100 ---- ----", "memory hint", Since = ArmVersion.V6T2)]
    [T32("1111 1001 0011 ---- 1111 0000 00-- ----", "memory hint", Since = ArmVersion.V6T2)]
    [T32("1111 1001 -011 1111 1111 ---- ---- ----", "memory hint", Since = ArmVersion.V6T2)]
    private static Flow MemoryHint() => Flow.Next;
}
