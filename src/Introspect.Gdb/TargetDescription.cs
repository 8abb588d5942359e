using System.Collections.Immutable;
using System.Security;
using System.Text;
using Introspect.Inspection;

namespace Introspect.Gdb;

/// <summary>A register as a client numbers it.</summary>
/// <param name="Number">Its number in packets.</param>
/// <param name="Index">Its place in <see cref="IInspectedVcpu.Registers"/>.</param>
/// <param name="Size">Bytes.</param>
internal readonly record struct NumberedRegister(int Number, int Index, int Size);

/// <summary>
/// What a client is told of a vCPU's registers, made from their descriptions: numbers, the order of the <c>g</c> packet, and
/// target.xml (GDB manual, appendix G). The core group has the numbers every client knows without being told: 0 to 15, and 25
/// for CPSR. The <c>g</c> packet has the core and VFP groups; all others are read one by one when they are asked for.
/// </summary>
internal sealed class TargetDescription
{
    private const int CpsrNumber = 25;
    private readonly NumberedRegister?[] _byNumber;

    public TargetDescription(IReadOnlyList<RegisterDescription> registers)
    {
        string[] groups = [RegisterGroups.Core, RegisterGroups.Vfp,
            .. registers.Select(static r => r.Group).Where(static g => !IsStandard(g)).Distinct()];
        var numbered = new List<NumberedRegister>();
        var xml = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target version=\"1.0\">")
            .Append("<architecture>arm</architecture>");
        int next = 0;
        foreach (string group in groups)
        {
            int[] members = [.. Enumerable.Range(0, registers.Count).Where(i => registers[i].Group == group)];
            if (members.Length == 0)
            {
                continue;
            }

            xml.Append("<feature name=\"").Append(Feature(group)).Append("\">");
            AppendFieldTypes(xml, group, members.Select(i => registers[i]));
            foreach (int index in members)
            {
                RegisterDescription register = registers[index];
                next = group == RegisterGroups.Core && register.Name == "cpsr" ? CpsrNumber : next;
                numbered.Add(new NumberedRegister(next, index, register.Bits / 8));
                AppendRegister(xml, register, next);
                next++;
            }

            xml.Append("</feature>");
        }

        if (registers.Any(static r => r.Group == RegisterGroups.Vfp && r.Name == "d31"))
        {
            xml.Append("<feature name=\"org.gnu.gdb.arm.neon\"/>");
        }

        Xml = Encoding.UTF8.GetBytes(xml.Append("</target>").ToString());
        _byNumber = new NumberedRegister?[next];
        foreach (NumberedRegister register in numbered)
        {
            _byNumber[register.Number] = register;
        }

        General = [.. numbered.Where(r => IsStandard(registers[r.Index].Group))];
        Expedited = [.. numbered.Where(r => registers[r.Index] is { Group: RegisterGroups.Core, Name: "r7" or "r11" or "sp" or "lr" or "pc" or "cpsr" })];
        ProgramCounter = numbered.First(r => registers[r.Index] is { Group: RegisterGroups.Core, Name: "pc" });
    }

    /// <summary>target.xml.</summary>
    public byte[] Xml { get; }

    /// <summary>The registers of the <c>g</c> packet, in its order.</summary>
    public ImmutableArray<NumberedRegister> General { get; }

    /// <summary>The registers that a stop reply carries, so that a client need not ask: pc, sp, frame pointers, lr, cpsr.</summary>
    public ImmutableArray<NumberedRegister> Expedited { get; }

    public NumberedRegister ProgramCounter { get; }

    public NumberedRegister? Find(uint number) => number < (uint)_byNumber.Length ? _byNumber[number] : null;

    private static bool IsStandard(string group) => group is RegisterGroups.Core or RegisterGroups.Vfp;

    private static string Feature(string group) =>
        SecurityElement.Escape((IsStandard(group) ? "org.gnu.gdb.arm." : "org.introspect.arm.") + group);

    private static void AppendFieldTypes(StringBuilder xml, string group, IEnumerable<RegisterDescription> registers)
    {
        foreach (RegisterDescription register in registers.Where(r => HasFieldType(r)))
        {
            xml.Append($"<flags id=\"{SecurityElement.Escape(register.Name)}_fields\" size=\"{register.Bits / 8}\">");
            foreach (RegisterField field in register.Fields)
            {
                xml.Append($"<field name=\"{SecurityElement.Escape(field.Name)}\" start=\"{field.Lsb}\" end=\"{field.Lsb + field.Width - 1}\"/>");
            }

            xml.Append("</flags>");
        }
    }

    private static void AppendRegister(StringBuilder xml, RegisterDescription register, int number)
    {
        string name = SecurityElement.Escape(register.Name);
        string type = register switch
        {
            { Type: RegisterType.DataPointer } => "data_ptr",
            { Type: RegisterType.CodePointer } => "code_ptr",
            { Type: RegisterType.Double } => "ieee_double",
            _ when HasFieldType(register) => name + "_fields",
            { Group: RegisterGroups.Core or RegisterGroups.Vfp, Name: "cpsr" or "fpscr" } => "int",
            _ => $"uint{register.Bits}",
        };
        xml.Append($"<reg name=\"{name}\" bitsize=\"{register.Bits}\" regnum=\"{number}\" type=\"{type}\"");
        if (!IsStandard(register.Group))
        {
            // A client that calls a guest function must not put back system registers behind it.
            xml.Append($" save-restore=\"no\" group=\"{SecurityElement.Escape(register.Group)}\"");
        }

        xml.Append("/>");
    }

    /// <summary>The standard features keep the plain types that clients expect of them.</summary>
    private static bool HasFieldType(RegisterDescription register) => !register.Fields.IsEmpty && !IsStandard(register.Group);
}
