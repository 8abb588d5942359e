using Introspect.Arm.Disassembly;
using Introspect.Arm.Models;

namespace Introspect.Arm.Operands;

/// <summary>A floating-point system register by the number that VMRS and VMSR give it. ARM DDI 0406C B1.11.3.</summary>
public readonly record struct FloatSystemRegister(byte Number) : IOperand
{
    public const byte Fpsid = 0, Fpscr = 1, Mvfr1 = 6, Mvfr0 = 7, Fpexc = 8, Fpinst = 9, Fpinst2 = 10;

    public static FloatSystemRegister From(uint field) => new((byte)field);

    /// <summary>Tells what there is: FPSID, MVFR0, MVFR1.</summary>
    public bool Identifies => Number is Fpsid or Mvfr0 or Mvfr1;

    /// <summary>VFPv3 has no FPINST and FPINST2; MVFR0 and MVFR1 came with a later VFP11.</summary>
    public bool ExistsOn(CpuModel model) => Number switch
    {
        Fpsid or Fpscr or Fpexc => true,
        Mvfr0 or Mvfr1 => model.Names("MVFR0"),
        Fpinst or Fpinst2 => !model.Has(ArmExtensions.Vfp3),
        _ => false,
    };

    public void WriteTo(DisassemblyText text) => text.Write(Number switch
    {
        Fpsid => "fpsid",
        Fpscr => "fpscr",
        Mvfr1 => "mvfr1",
        Mvfr0 => "mvfr0",
        Fpexc => "fpexc",
        Fpinst => "fpinst",
        _ => "fpinst2",
    });
}
