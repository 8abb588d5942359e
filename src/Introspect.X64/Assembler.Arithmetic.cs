namespace Introspect.X64;

/// <content>Arithmetic, shifts and what counts or turns bits, in general registers and memory.</content>
public sealed unsafe partial class Assembler
{
    /// <summary><c>d = d op a</c>.</summary>
    public void Arithmetic(Alu op, Host d, Host a) => Registers(0, (byte)(((byte)op << 3) | 3), d, a);

    /// <summary><c>d = d op memory</c>.</summary>
    public void Arithmetic(Alu op, Host d, MemoryOperand m) => WithMemory(0, (byte)(((byte)op << 3) | 3), (byte)d, m);

    /// <summary><c>d = d op memory</c>, 64 bits.</summary>
    public void Arithmetic64(Alu op, Host d, MemoryOperand m) => WithMemory(Wide, (byte)(((byte)op << 3) | 3), (byte)d, m);

    /// <summary><c>d = d op constant</c>.</summary>
    public void Arithmetic(Alu op, Host d, uint constant)
    {
        bool isShort = (int)constant == (sbyte)constant;
        Rex(0, 0, 0, (byte)d);
        Byte(isShort ? (byte)0x83 : (byte)0x81);
        ModRm(3, (byte)op, (byte)d);
        Constant(constant, isShort);
    }

    /// <summary><c>memory = memory op constant</c>, in at least seven bytes whatever the constant.</summary>
    public void ArithmeticLong(Alu op, MemoryOperand m, uint constant)
    {
        WithMemory(0, 0x81, (byte)op, m);
        Constant(constant, isShort: false);
    }

    /// <summary><c>memory = memory op constant</c>.</summary>
    public void Arithmetic(Alu op, MemoryOperand m, uint constant)
    {
        bool isShort = (int)constant == (sbyte)constant;
        WithMemory(0, isShort ? (byte)0x83 : (byte)0x81, (byte)op, m);
        Constant(constant, isShort);
    }

    /// <summary><c>memory = memory op a</c>.</summary>
    public void Arithmetic(Alu op, MemoryOperand m, Host a) => WithMemory(0, (byte)(((byte)op << 3) | 1), (byte)a, m);

    /// <summary>Sets the flags of <c>a &amp; b</c>.</summary>
    public void Test(Host a, Host b) => Registers(0, 0x85, b, a);

    /// <summary>Sets the flags of <c>a &amp; b</c>, 64 bits.</summary>
    public void Test64(Host a, Host b) => Registers(Wide, 0x85, b, a);

    /// <summary>Sets the flags of <c>a &amp; constant</c>.</summary>
    public void Test(Host a, uint constant)
    {
        if (constant < 0x80)
        {
            RexAlways(0, 0, (byte)a, force: true);
            Byte(0xF6);
            ModRm(3, 0, (byte)a);
            Byte((byte)constant);
            return;
        }

        Rex(0, 0, 0, (byte)a);
        Byte(0xF7);
        ModRm(3, 0, (byte)a);
        Word(constant);
    }

    /// <summary>Shifts by a constant.</summary>
    public void Shifted(Shift op, Host d, int amount)
    {
        Rex(0, 0, 0, (byte)d);
        Byte(0xC1);
        ModRm(3, (byte)op, (byte)d);
        Byte((byte)amount);
    }

    /// <summary>Shifts by a constant, 64 bits.</summary>
    public void Shifted64(Shift op, Host d, int amount)
    {
        Rex(Wide, 0, 0, (byte)d);
        Byte(0xC1);
        ModRm(3, (byte)op, (byte)d);
        Byte((byte)amount);
    }

    /// <summary>Shifts by CL, modulo 32 or 64.</summary>
    public void ShiftedByCl(Shift op, Host d, bool wide = false)
    {
        Rex(wide ? Wide : (byte)0, 0, 0, (byte)d);
        Byte(0xD3);
        ModRm(3, (byte)op, (byte)d);
    }

    /// <summary>One-operand arithmetic; the multiplications and divisions work on EDX:EAX.</summary>
    public void One(Unary op, Host a, bool wide = false)
    {
        Rex(wide ? Wide : (byte)0, 0, 0, (byte)a);
        Byte(0xF7);
        ModRm(3, (byte)op, (byte)a);
    }

    /// <summary><c>d = a rotated right</c>, without touching the flags. Needs BMI2.</summary>
    public void RotateRightExact(Host d, Host a, byte amount, bool wide = false)
    {
        // Three-byte VEX (SDM 2.3.5): R and B are stored inverted; map 0F3A, prefix F2.
        Byte(0xC4);
        Byte((byte)(0x43 | ((byte)d < 8 ? 0x80 : 0) | ((byte)a < 8 ? 0x20 : 0)));
        Byte((byte)((wide ? 0x80 : 0) | 0x7B));
        Byte(0xF0);
        ModRm(3, (byte)d, (byte)a);
        Byte(amount);
    }

    /// <summary><c>d = ~a &amp; b</c>. Needs BMI1.</summary>
    public void AndNot(Host d, Host a, Host b)
    {
        // Three-byte VEX: R and B are stored inverted, vvvv as well; map 0F38, no prefix.
        Byte(0xC4);
        Byte((byte)(0x42 | ((byte)d < 8 ? 0x80 : 0) | ((byte)b < 8 ? 0x20 : 0)));
        Byte((byte)((~(byte)a & 15) << 3));
        Byte(0xF2);
        ModRm(3, (byte)d, (byte)b);
    }

    /// <summary>Sign of RAX to RDX.</summary>
    public void Cqo()
    {
        Byte(0x48);
        Byte(0x99);
    }

    /// <summary><c>d = d * a</c>.</summary>
    public void Multiply(Host d, Host a)
    {
        Rex(0, (byte)d, 0, (byte)a);
        Byte(0x0F);
        Byte(0xAF);
        ModRm(3, (byte)d, (byte)a);
    }

    /// <summary>Leading zeros; 32 for zero. Needs LZCNT.</summary>
    public void LeadingZeros(Host d, Host a)
    {
        Byte(0xF3);
        Rex(0, (byte)d, 0, (byte)a);
        Byte(0x0F);
        Byte(0xBD);
        ModRm(3, (byte)d, (byte)a);
    }

    /// <summary>Reverses the bytes.</summary>
    public void ByteSwap(Host d)
    {
        Rex(0, 0, 0, (byte)d);
        Byte(0x0F);
        Byte((byte)(0xC8 + ((byte)d & 7)));
    }

    /// <summary><c>d = d op a</c>, 64 bits.</summary>
    public void Arithmetic64(Alu op, Host d, Host a) => Registers(Wide, (byte)(((byte)op << 3) | 3), d, a);
}
