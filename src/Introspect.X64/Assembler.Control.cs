namespace Introspect.X64;

/// <content>Jumps, calls, the stack, and the base of GS.</content>
public sealed unsafe partial class Assembler
{
    /// <summary>Address of code, 64 bits; returns the place of its displacement, to be bound like a jump's.</summary>
    public byte* LeaCode(Host d)
    {
        Rex(Wide, (byte)d, 0, 0);
        Byte(0x8D);
        ModRm(0, (byte)d, 5);
        Word(0);
        return _next - 4;
    }

    /// <summary>The base of GS = a. Needs FSGSBASE.</summary>
    public void WriteGsBase(Host a)
    {
        Byte(0xF3);
        Rex(Wide, 0, 0, (byte)a);
        Byte(0x0F);
        Byte(0xAE);
        ModRm(3, 3, (byte)a);
    }

    /// <summary>d = the base of GS. Needs FSGSBASE.</summary>
    public void ReadGsBase(Host d)
    {
        Byte(0xF3);
        Rex(Wide, 0, 0, (byte)d);
        Byte(0x0F);
        Byte(0xAE);
        ModRm(3, 1, (byte)d);
    }

    /// <summary>Does nothing, in one instruction of one byte.</summary>
    public void Nop() => Byte(0x90);

    /// <summary>A jump whose target is bound later; returns the place of its displacement.</summary>
    public byte* Jump()
    {
        Byte(0xE9);
        Word(0);
        return _next - 4;
    }

    /// <summary>A conditional jump whose target is bound later; returns the place of its displacement.</summary>
    public byte* JumpIf(HostCondition condition)
    {
        Byte(0x0F);
        Byte((byte)(0x80 + condition));
        Word(0);
        return _next - 4;
    }

    /// <summary>A jump to code that is there.</summary>
    public void JumpTo(byte* target) => Bind(Jump(), target);

    /// <summary>A call of code that is there.</summary>
    public void CallTo(byte* target)
    {
        Byte(0xE8);
        Word(0);
        Bind(_next - 4, target);
    }

    /// <summary>A jump to the address in memory.</summary>
    public void JumpTo(MemoryOperand m) => WithMemory(0, 0xFF, 4, m);

    /// <summary>A jump to the address in a register.</summary>
    public void JumpTo(Host a)
    {
        Rex(0, 0, 0, (byte)a);
        Byte(0xFF);
        ModRm(3, 4, (byte)a);
    }

    /// <summary>A call of the address in a register.</summary>
    public void CallTo(Host a)
    {
        Rex(0, 0, 0, (byte)a);
        Byte(0xFF);
        ModRm(3, 2, (byte)a);
    }

    public void Push(Host a)
    {
        Rex(0, 0, 0, (byte)a);
        Byte((byte)(0x50 + ((byte)a & 7)));
    }

    public void Pop(Host a)
    {
        Rex(0, 0, 0, (byte)a);
        Byte((byte)(0x58 + ((byte)a & 7)));
    }

    /// <summary>Adds to the stack pointer.</summary>
    public void AdjustStack(int bytes)
    {
        bool isShort = bytes == (sbyte)bytes;
        Byte(0x48);
        Byte(isShort ? (byte)0x83 : (byte)0x81);
        ModRm(3, 0, (byte)Host.Rsp);
        Constant((uint)bytes, isShort);
    }

    public void Return() => Byte(0xC3);
}
