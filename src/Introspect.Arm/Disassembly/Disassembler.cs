using Introspect.Arm.Decoding;
using Introspect.Arm.Models;
using Introspect.Ir;

namespace Introspect.Arm.Disassembly;

/// <summary>
/// Our own disassembler, written from the rows of the instruction table. It is the readable form of what the decoder understood;
/// what people see in the faces comes from Capstone, and tests hold the two to each other.
/// </summary>
public static partial class Disassembler
{
    /// <summary>The text of one instruction, or null when the decoder's model does not define it.</summary>
    public static string? Disassemble(InstructionDecoder decoder, InstructionSet set, uint word, uint address, ItState it = default)
    {
        int row = decoder.Find(set, word);
        if (row == InstructionDecoder.NoRow)
        {
            return null;
        }

        Condition condition = set != InstructionSet.A32 ? it.Condition
            : word >> 28 == 15 ? Condition.Always
            : (Condition)(word >> 28);
        var text = new DisassemblyText(address, set, condition, it);
        return Write(row, word, decoder.Model, text) ? text.ToString() : null;
    }

    private static partial bool Write(int row, uint w, CpuModel model, DisassemblyText t);
}
