namespace Introspect.X64;

/// <content>The flags as a byte, a word or a condition, and single bytes that hold them.</content>
public sealed unsafe partial class Assembler
{
    /// <summary>Inverts the carry.</summary>
    public void ComplementCarry() => Byte(0xF5);

    /// <summary>AH = SF, ZF, AF, PF and CF at bits 7, 6, 4, 2 and 0.</summary>
    public void FlagsToAh() => Byte(0x9F);

    /// <summary>SF, ZF, AF, PF and CF = bits 7, 6, 4, 2 and 0 of AH.</summary>
    public void AhToFlags() => Byte(0x9E);

    /// <summary>AL = AL + constant: 7Fh makes the overflow flag of an AL of 0 or 1.</summary>
    public void AddToAl(byte constant)
    {
        Byte(0x04);
        Byte(constant);
    }

    /// <summary>CF = bit of the word in memory, 16 bits.</summary>
    public void BitTest16(MemoryOperand m, byte bit)
    {
        Byte(0x66);
        WithMemory(0, 0xBA, 4, m, escape: true);
        Byte(bit);
    }

    /// <summary>Sets the flags of <c>byte in memory &amp; constant</c>.</summary>
    public void TestByte(MemoryOperand m, byte constant)
    {
        WithMemory(0, 0xF6, 0, m);
        Byte(constant);
    }

    /// <summary><c>byte in memory = byte in memory op constant</c>.</summary>
    public void ArithmeticByte(Alu op, MemoryOperand m, byte constant)
    {
        WithMemory(0, 0x80, (byte)op, m);
        Byte(constant);
    }

    /// <summary><c>byte in memory = byte in memory op low byte of a</c>.</summary>
    public void ArithmeticByte(Alu op, MemoryOperand m, Host a) => WithMemory(0, (byte)((byte)op << 3), (byte)a, m, force: true);

    /// <summary>Stores a constant byte.</summary>
    public void StoreByte(MemoryOperand m, byte constant)
    {
        WithMemory(0, 0xC6, 0, m);
        Byte(constant);
    }

    /// <summary>Stores AH.</summary>
    public void StoreAh(MemoryOperand m) => WithMemory(0, 0x88, 4, m);

    /// <summary>Loads AL.</summary>
    public void LoadAl(MemoryOperand m) => WithMemory(0, 0x8A, 0, m);

    /// <summary><c>AL = AL &amp; constant</c>.</summary>
    public void AndAl(byte constant)
    {
        Byte(0x24);
        Byte(constant);
    }

    /// <summary><c>AH = AH | AL</c>.</summary>
    public void AhOrAl()
    {
        Byte(0x08);
        ModRm(3, 0, 4);
    }

    /// <summary>Compares the low byte of a register.</summary>
    public void CompareByte(Host a, byte constant)
    {
        RexAlways(0, 0, (byte)a, force: true);
        Byte(0x80);
        ModRm(3, (byte)Alu.Cmp, (byte)a);
        Byte(constant);
    }

    /// <summary>Pushes the flags.</summary>
    public void PushFlags() => Byte(0x9C);

    /// <summary>Pops the flags.</summary>
    public void PopFlags() => Byte(0x9D);

    /// <summary><c>low byte of d = condition ? 1 : 0</c>, without touching the flags.</summary>
    public void Set(HostCondition condition, Host d)
    {
        RexAlways(0, 0, (byte)d, force: true);
        Byte(0x0F);
        Byte((byte)(0x90 + condition));
        ModRm(3, 0, (byte)d);
    }

    /// <summary><c>memory byte = condition ? 1 : 0</c>, without touching the flags.</summary>
    public void Set(HostCondition condition, MemoryOperand m) => WithMemory(0, (byte)(0x90 + condition), 0, m, escape: true);
}
