using System.Text;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Disassembly;

/// <summary>
/// Collects the assembly text of one instruction in unified syntax, spelled as Capstone spells it (which tests hold it to). Each kind
/// of operand has one <c>Write</c>; an operand type with a syntax of its own implements <see cref="IOperand"/>.
/// </summary>
public sealed partial class DisassemblyText(uint address, InstructionSet set, Condition condition, ItState it)
{
    private static readonly string[] s_conditions =
        ["eq", "ne", "hs", "lo", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", ""];

    private readonly StringBuilder _text = new();

    /// <summary>Address of the instruction.</summary>
    public uint Address => address;

    /// <summary>The value that the PC reads as: eight ahead in A32, four in Thumb.</summary>
    public uint PcValue => address + (set == InstructionSet.A32 ? 8u : 4u);

    /// <summary>True within an IT block, where 16-bit encodings leave the flags alone.</summary>
    public bool InItBlock => it.InBlock;

    public void Write(string text) => _text.Append(text);

    /// <summary>The condition suffix; nothing for "always".</summary>
    public void WriteCondition() => _text.Append(s_conditions[(int)condition]);

    public void Write(Condition named) => _text.Append(s_conditions[(int)named]);

    public void Write(Reg register) => _text.Append(NameOf(register));

    /// <summary>A constant: "#9", "#0xa".</summary>
    public void Write(uint constant) => _text.Append('#').Append(Number(constant));

    public void Write(int constant) =>
        _text.Append('#').Append(constant < 0 ? "-" : string.Empty).Append(Number((uint)Math.Abs((long)constant)));

    public void Write(IOperand operand) => operand.WriteTo(this);

    public override string ToString() => _text.ToString();

    /// <summary>A number as Capstone prints it: decimal to nine, then hexadecimal.</summary>
    public static string Number(uint value) => value <= 9 ? value.ToString() : $"0x{value:x}";

    /// <summary>The register's name.</summary>
    public static string NameOf(Reg register) => register switch
    {
        Reg.R9 => "sb",
        Reg.R10 => "sl",
        Reg.R11 => "fp",
        Reg.R12 => "ip",
        Reg.Sp => "sp",
        Reg.Lr => "lr",
        Reg.Pc => "pc",
        _ => $"r{(int)register}",
    };
}
