namespace Introspect.Arm;

/// <summary>
/// The helpers that lowerings call by number (<see cref="Ir.Op.Call"/>): what is too rare or too entangled with the vCPU for operations.
/// The vCPU implements each; a helper that changes the world (mode, MMU, interrupts masked) is the last thing of its block.
/// Operands are named a, b and c.
/// </summary>
public enum Helper
{
    /// <summary>CPSR as MRS reads it (IT and T read as zero).</summary>
    ReadCpsr,

    /// <summary>MSR CPSR: a = value, b = the bits that it may change.</summary>
    WriteCpsr,

    /// <summary>CPS: a = new A, I and F bits in place, b = which of them change, c = new mode, or 0 to keep it.</summary>
    ChangeProcessorState,

    /// <summary>Return from an exception: PC = a, CPSR = b. Sets the PC slot.</summary>
    ReturnFromException,

    /// <summary>The SP of mode a.</summary>
    ReadBankedSp,

    /// <summary>Sets the SP of mode a to b.</summary>
    WriteBankedSp,

    /// <summary>A User-mode register, for LDM and STM with the caret: a = number.</summary>
    ReadUserRegister,

    /// <summary>Sets User-mode register a to b.</summary>
    WriteUserRegister,

    /// <summary>MRS of a banked register: a = the SYSm and R bits, R in bit 5 (ARM DDI 0406C B9.2.3).</summary>
    ReadBankedRegister,

    /// <summary>MSR of a banked register: a = SYSm and R bits, b = value.</summary>
    WriteBankedRegister,

    /// <summary>MRC: a = coprocessor | opc1 &lt;&lt; 4 | CRn &lt;&lt; 8 | CRm &lt;&lt; 12 | opc2 &lt;&lt; 16.</summary>
    ReadCoprocessor,

    /// <summary>MCR: a as for <see cref="ReadCoprocessor"/>, b = value.</summary>
    WriteCoprocessor,

    /// <summary>MRRC: a = coprocessor | opc1 &lt;&lt; 4 | CRm &lt;&lt; 12, b = slot that takes the high word; result is the low word.</summary>
    ReadCoprocessor64,

    /// <summary>MCRR: a as for <see cref="ReadCoprocessor64"/>, b = low word, c = high word.</summary>
    WriteCoprocessor64,

    /// <summary>VMRS of a system register other than FPSCR: a = number.</summary>
    ReadFloatSystemRegister,

    /// <summary>VMSR of a system register other than FPSCR: a = number, b = value.</summary>
    WriteFloatSystemRegister,

    /// <summary>SEV.</summary>
    SendEvent,

    /// <summary>Parallel addition and subtraction of bytes and halfwords: a, b = operands, c = which (bits 22:20 and 7:5 of the A32 encoding, packed as op1 &lt;&lt; 3 | op2); sets GE where the operation does.</summary>
    Parallel,

    /// <summary>USAD8 and USADA8: a, b = operands, c = value added.</summary>
    SumOfAbsoluteDifferences,

    /// <summary>SWP and SWPB: a = address, b = new value, c = 1 for a byte.</summary>
    Swap,
}
