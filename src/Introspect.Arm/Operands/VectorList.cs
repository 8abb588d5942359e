using Introspect.Arm.Disassembly;
using Introspect.Arm.Models;

namespace Introspect.Arm.Operands;

/// <summary>Doubleword registers in a list, in a row or every second one. ARM DDI 0406C A7.7, A8.8.419.</summary>
public readonly record struct VectorList(byte First, int Count, int Step) : IOperand
{
    public static VectorList From(uint field, uint count, uint step) => new((byte)field, (int)count, (int)step);

    /// <summary>The register with that place in the list.</summary>
    public DoubleRegister this[int index] => new((byte)(First + (index * Step)));

    /// <summary>A list that reaches beyond d31 is unpredictable.</summary>
    public bool ExistsOn(CpuModel model) => First + ((Count - 1) * Step) < 32;

    public void WriteTo(DisassemblyText text) => WriteTo(text, string.Empty);

    /// <summary>"{d0[1], d2[1]}", with <paramref name="lane"/> behind each register.</summary>
    public void WriteTo(DisassemblyText text, string lane)
    {
        for (int i = 0; i < Count; i++)
        {
            text.Write(i == 0 ? "{" : ", ");
            text.Write($"d{First + (i * Step)}{lane}");
        }

        text.Write("}");
    }
}

/// <summary>The table of VTBL and VTBX: one to four registers.</summary>
public readonly record struct TableRegisters(VectorList List) : IOperand
{
    public static TableRegisters From(uint field, uint l) => new(new VectorList((byte)field, (int)l + 1, 1));

    public bool ExistsOn(CpuModel model) => List.ExistsOn(model);

    public void WriteTo(DisassemblyText text) => List.WriteTo(text);
}

/// <summary>The same lane of <c>e</c> registers; with <c>j</c> every second register.</summary>
public readonly record struct LaneList(VectorList List, byte Index) : IOperand
{
    public static LaneList From(uint field, uint e, uint j, uint x) => new(new VectorList((byte)field, (int)e, (int)j + 1), (byte)x);

    public bool ExistsOn(CpuModel model) => List.ExistsOn(model);

    public void WriteTo(DisassemblyText text) => List.WriteTo(text, $"[{Index}]");
}

/// <summary>
/// All lanes of <c>e</c> registers; with <c>t</c> every second register, but of a structure of one element two registers.
/// </summary>
public readonly record struct AllLanesList(VectorList List) : IOperand
{
    public static AllLanesList From(uint field, uint e, uint t) => new(
        e == 1 ? new VectorList((byte)field, (int)t + 1, 1) : new VectorList((byte)field, (int)e, (int)t + 1));

    public bool ExistsOn(CpuModel model) => List.ExistsOn(model);

    public void WriteTo(DisassemblyText text) => List.WriteTo(text, "[]");
}
