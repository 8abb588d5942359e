using Introspect.Arm.Operands;

namespace Introspect.Arm.Disassembly;

/// <summary>Addresses of loads and stores.</summary>
public sealed partial class DisassemblyText
{
    /// <summary>"[r1, #4]".</summary>
    public void Write(Reg register, uint offset) => Write(register, new Indexing(PreIndexed: true, Add: true, W: false), offset);

    /// <summary>"[r1, #4]", "[r1, #4]!" or "[r1], #4"; the plain form leaves a zero away.</summary>
    public void Write(Reg register, Indexing indexing, uint offset)
    {
        string sign = indexing.Add ? string.Empty : "-";
        bool isNamed = offset != 0 || !indexing.Add || indexing.WritesBack;
        WriteAddress(register, indexing, isNamed ? $", #{sign}{Number(offset)}" : string.Empty, ImmediateShift.From(0));
    }

    /// <summary>"[r1, -r2, lsl #2]", "[r1, r2]!" or "[r1], r2".</summary>
    public void Write(Reg register, Indexing indexing, Reg offset, ImmediateShift shift) =>
        WriteAddress(register, indexing, $", {(indexing.Add ? string.Empty : "-")}{NameOf(offset)}", shift);

    /// <summary>The base and the list of a T16 load: the base is updated unless it is loaded.</summary>
    public void Write(Reg register, RegisterList list)
    {
        Write(register);
        Write(list.Contains(register) ? ", " : "!, ");
        Write(list);
    }

    private void WriteAddress(Reg register, Indexing indexing, string offset, ImmediateShift shift)
    {
        Write($"[{NameOf(register)}{(indexing.PreIndexed ? string.Empty : "]")}{offset}");
        Write(shift);
        Write((indexing.PreIndexed, indexing.W) switch
        {
            (true, true) => "]!",
            (true, false) => "]",
            _ => string.Empty,
        });
    }
}
