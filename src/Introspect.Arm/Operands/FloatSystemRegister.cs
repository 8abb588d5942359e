using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>A floating-point system register by the number that VMRS and VMSR give it. ARM DDI 0406C B1.11.3.</summary>
public readonly record struct FloatSystemRegister(byte Number) : IOperand
{
    public const byte Fpsid = 0, Fpscr = 1, Mvfr1 = 6, Mvfr0 = 7, Fpexc = 8, Fpinst = 9, Fpinst2 = 10;

    public static FloatSystemRegister From(uint field) => new((byte)field);

    public void WriteTo(DisassemblyText text) => text.Write(Number switch
    {
        Fpsid => "fpsid",
        Fpscr => "fpscr",
        Mvfr1 => "mvfr1",
        Mvfr0 => "mvfr0",
        Fpexc => "fpexc",
        Fpinst => "fpinst",
        Fpinst2 => "fpinst2",
        _ => $"#{Number}",
    });
}
