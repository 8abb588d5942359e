namespace Introspect.Cpu;

/// <summary>The mode field of the CPSR (ARM DDI 0406C B1.3.1).</summary>
public enum ProcessorMode : byte
{
    User = 0x10,
    Fiq = 0x11,
    Irq = 0x12,
    Supervisor = 0x13,
    Monitor = 0x16,
    Abort = 0x17,
    Hyp = 0x1A,
    Undefined = 0x1B,
    System = 0x1F,
}
