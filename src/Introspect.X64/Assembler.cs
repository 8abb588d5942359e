using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Introspect.X64;

/// <summary>
/// Writes x86-64 instructions, as few of them as translated code needs. Nothing is allocated. Encodings: Intel SDM volume 2. Operands are
/// 32 bits wide unless a method says otherwise.
/// </summary>
public sealed unsafe partial class Assembler
{
    private const byte Wide = 8;

    private byte* _start;
    private byte* _next;
    private byte* _end;

    /// <summary>Where the next instruction goes.</summary>
    public byte* Position => _next;

    /// <summary>Begins at <paramref name="start"/>, with <paramref name="length"/> bytes of room.</summary>
    public void Begin(byte* start, int length)
    {
        _start = start;
        _next = start;
        _end = start + length;
    }

    /// <summary>Bytes written since <see cref="Begin"/>.</summary>
    public int Length => (int)(_next - _start);

    /// <summary><c>d = a</c>; nothing when they are the same.</summary>
    public void Move(Host d, Host a)
    {
        if (d != a)
        {
            Registers(0, 0x8B, d, a);
        }
    }

    /// <summary><c>d = a</c>, 64 bits.</summary>
    public void Move64(Host d, Host a) => Registers(Wide, 0x8B, d, a);

    /// <summary><c>d = constant</c>, without touching the flags.</summary>
    public void Move(Host d, uint constant)
    {
        Rex(0, 0, 0, (byte)d);
        Byte((byte)(0xB8 + ((byte)d & 7)));
        Word(constant);
    }

    /// <summary><c>d = constant</c>, 64 bits.</summary>
    public void MoveConstant64(Host d, ulong constant)
    {
        Rex(Wide, 0, 0, (byte)d);
        Byte((byte)(0xB8 + ((byte)d & 7)));
        Word((uint)constant);
        Word((uint)(constant >> 32));
    }

    /// <summary>Loads 32 bits.</summary>
    public void Load(Host d, MemoryOperand m) => WithMemory(0, 0x8B, (byte)d, m);

    /// <summary>Loads 64 bits.</summary>
    public void Load64(Host d, MemoryOperand m) => WithMemory(Wide, 0x8B, (byte)d, m);

    /// <summary>Loads a byte or halfword: opcode B6, B7 (zero-extended), BE or BF (sign-extended) behind 0F.</summary>
    public void LoadExtended(byte opcode, Host d, MemoryOperand m) => WithMemory(0, opcode, (byte)d, m, escape: true);

    /// <summary>Extends a register's low byte or halfword; opcodes as <see cref="LoadExtended"/>.</summary>
    public void Extend(byte opcode, Host d, Host a)
    {
        // Without a REX prefix, numbers 4 to 7 would mean the second byte of the first four registers.
        RexAlways(0, (byte)d, (byte)a, force: (opcode & 1) == 0);
        Byte(0x0F);
        Byte(opcode);
        ModRm(3, (byte)d, (byte)a);
    }

    /// <summary>Sign-extends 32 bits to 64.</summary>
    public void SignExtend64(Host d, Host a) => Registers(Wide, 0x63, d, a);

    /// <summary>Stores 32 bits.</summary>
    public void Store(MemoryOperand m, Host a) => WithMemory(0, 0x89, (byte)a, m);

    /// <summary>Stores 64 bits.</summary>
    public void Store64(MemoryOperand m, Host a) => WithMemory(Wide, 0x89, (byte)a, m);

    /// <summary>Stores 16 bits.</summary>
    public void Store16(MemoryOperand m, Host a)
    {
        Byte(0x66);
        WithMemory(0, 0x89, (byte)a, m);
    }

    /// <summary>Stores 8 bits.</summary>
    public void Store8(MemoryOperand m, Host a) => WithMemory(0, 0x88, (byte)a, m, force: true);

    /// <summary>Stores a constant of 32 bits.</summary>
    public void Store(MemoryOperand m, uint constant)
    {
        WithMemory(0, 0xC7, 0, m);
        Word(constant);
    }

    /// <summary>Exchanges 32 bits with memory, in one step for all threads and without touching the flags; no access passes it.</summary>
    public void Exchange(MemoryOperand m, Host a) => WithMemory(0, 0x87, (byte)a, m);

    /// <summary>
    /// If memory holds what RAX does it is replaced by <paramref name="a"/>, and ZF is set; else RAX gets what memory holds. With
    /// <paramref name="isLocked"/> in one step for all threads.
    /// </summary>
    public void CompareExchange(MemoryOperand m, Host a, int bytes, bool isLocked)
    {
        if (isLocked)
        {
            Byte(0xF0);
        }

        if (bytes == 2)
        {
            Byte(0x66);
        }

        WithMemory(bytes == 8 ? Wide : (byte)0, bytes == 1 ? (byte)0xB0 : (byte)0xB1, (byte)a, m, escape: true, force: bytes == 1);
    }

    /// <summary><c>d = base + index + displacement</c>, without touching the flags.</summary>
    public void Lea(Host d, MemoryOperand m) => WithMemory(0, 0x8D, (byte)d, m);

    /// <summary>As <see cref="Lea"/>, 64 bits.</summary>
    public void Lea64(Host d, MemoryOperand m) => WithMemory(Wide, 0x8D, (byte)d, m);

    /// <summary>Address of code, 64 bits; returns the place of its displacement, to be bound like a jump's.</summary>
    public byte* LeaCode(Host d)
    {
        Rex(Wide, (byte)d, 0, 0);
        Byte(0x8D);
        ModRm(0, (byte)d, 5);
        Word(0);
        return _next - 4;
    }

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

    /// <summary>Shifts by CL, modulo 32.</summary>
    public void ShiftedByCl(Shift op, Host d)
    {
        Rex(0, 0, 0, (byte)d);
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

    /// <summary>One lane of 32 bits of a vector register, from a general one; the others stay. Needs SSE4.1.</summary>
    public void InsertLane(int xmm, Host a, byte lane)
    {
        Byte(0x66);
        Rex(0, (byte)xmm, 0, (byte)a);
        Byte(0x0F);
        Byte(0x3A);
        Byte(0x22);
        ModRm(3, (byte)xmm, (byte)a);
        Byte(lane);
    }

    /// <summary>One lane of 32 bits of a vector register, from memory; the others stay. Needs SSE4.1. The frame only: no index, a low base.</summary>
    public void InsertLane(int xmm, MemoryOperand m, byte lane)
    {
        Byte(0x66);
        Byte(0x0F);
        Byte(0x3A);
        Byte(0x22);
        Displaced((byte)xmm, m);
        Byte(lane);
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

    /// <summary>The base of GS = a. Needs FSGSBASE.</summary>
    public void WriteGsBase(Host a)
    {
        Byte(0xF3);
        Rex(Wide, 0, 0, (byte)a);
        Byte(0x0F);
        Byte(0xAE);
        ModRm(3, 3, (byte)a);
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

    /// <summary>d = the base of GS. Needs FSGSBASE.</summary>
    public void ReadGsBase(Host d)
    {
        Byte(0xF3);
        Rex(Wide, 0, 0, (byte)d);
        Byte(0x0F);
        Byte(0xAE);
        ModRm(3, 1, (byte)d);
    }

    /// <summary>Pushes the flags.</summary>
    public void PushFlags() => Byte(0x9C);

    /// <summary>Pops the flags.</summary>
    public void PopFlags() => Byte(0x9D);

    /// <summary>Does nothing, in one instruction of one byte.</summary>
    public void Nop() => Byte(0x90);

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

    /// <summary><c>d = condition ? a : d</c>.</summary>
    public void MoveIf(HostCondition condition, Host d, Host a)
    {
        Rex(0, (byte)d, 0, (byte)a);
        Byte(0x0F);
        Byte((byte)(0x40 + condition));
        ModRm(3, (byte)d, (byte)a);
    }

    /// <summary>A scalar operation of SSE2, double (prefix F2) or single precision (F3): <c>xmm = xmm op memory</c>, or a load with opcode 10.</summary>
    public void Scalar(byte prefix, byte opcode, int xmm, MemoryOperand m)
    {
        Byte(prefix);
        WithMemory(0, opcode, (byte)xmm, m, escape: true);
    }

    /// <summary>Moves the low bits of a vector register to a general one.</summary>
    public void FromVector(Host d, int xmm, bool wide)
    {
        Byte(0x66);
        Rex(wide ? Wide : (byte)0, (byte)xmm, 0, (byte)d);
        Byte(0x0F);
        Byte(0x7E);
        ModRm(3, (byte)xmm, (byte)d);
    }

    /// <summary>A signed integer of 64 bits to floating point.</summary>
    public void FromInteger(byte prefix, int xmm, Host a)
    {
        Byte(prefix);
        Rex(Wide, (byte)xmm, 0, (byte)a);
        Byte(0x0F);
        Byte(0x2A);
        ModRm(3, (byte)xmm, (byte)a);
    }

    /// <summary>Floating point to a signed integer of 64 bits, towards zero.</summary>
    public void ToInteger(byte prefix, Host d, int xmm)
    {
        Byte(prefix);
        Rex(Wide, (byte)d, 0, (byte)xmm);
        Byte(0x0F);
        Byte(0x2C);
        ModRm(3, (byte)d, (byte)xmm);
    }

    /// <summary>Loads 64 bits into the low half of a vector register, and zeros into the high half.</summary>
    public void LoadVectorLow(int xmm, MemoryOperand m) => Scalar(0xF3, 0x7E, xmm, m);

    /// <summary>Loads 64 bits into the high half of a vector register.</summary>
    public void LoadVectorHigh(int xmm, MemoryOperand m) => WithMemory(0, 0x16, (byte)xmm, m, escape: true);

    /// <summary>Loads 128 bits.</summary>
    public void LoadVector(int xmm, MemoryOperand m) => Scalar(0xF3, 0x6F, xmm, m);

    /// <summary>Stores 128 bits, or the low 64.</summary>
    public void StoreVector(MemoryOperand m, int xmm, bool isQuad) => Scalar(isQuad ? (byte)0xF3 : (byte)0x66, isQuad ? (byte)0x7F : (byte)0xD6, xmm, m);

    /// <summary>The sign bits of four lanes.</summary>
    public void SignMask(Host d, int xmm)
    {
        Rex(0, (byte)d, 0, (byte)xmm);
        Byte(0x0F);
        Byte(0x50);
        ModRm(3, (byte)d, (byte)xmm);
    }

    /// <summary><c>d = d op a</c>, 64 bits.</summary>
    public void Arithmetic64(Alu op, Host d, Host a) => Registers(Wide, (byte)(((byte)op << 3) | 3), d, a);

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

    /// <summary>The displacement at <paramref name="place"/> leads to the next instruction.</summary>
    public void Bind(byte* place) => Bind(place, _next);

    /// <summary>The displacement at <paramref name="place"/> leads to <paramref name="target"/>.</summary>
    public static void Bind(byte* place, byte* target) => Unsafe.WriteUnaligned(place, checked((int)(target - (place + 4))));

    private void Registers(byte rexWide, byte opcode, Host reg, Host rm)
    {
        Rex(rexWide, (byte)reg, 0, (byte)rm);
        Byte(opcode);
        ModRm(3, (byte)reg, (byte)rm);
    }

    private void WithMemory(byte rexWide, byte opcode, byte reg, MemoryOperand m, bool escape = false, bool force = false)
    {
        if (m.Segment != Segment.None)
        {
            Byte(0x65);
        }

        if (m.Segment == Segment.Guest)
        {
            Byte(0x67);
        }

        byte index = (byte)(m.Index ?? Host.Rsp);
        byte rex = (byte)(0x40 | rexWide | ((reg >> 1) & 4) | ((index >> 2) & 2) | ((byte)(m.Base ?? 0) >> 3));
        if (rex != 0x40 || force)
        {
            Byte(rex);
        }

        if (escape)
        {
            Byte(0x0F);
        }

        Byte(opcode);
        Displaced(reg, m);
    }

    // ModRM, SIB and displacement of a memory operand.
    private void Displaced(byte reg, MemoryOperand m)
    {
        byte index = (byte)(m.Index ?? Host.Rsp);
        byte scaled = (byte)((m.Scale << 6) | ((index & 7) << 3));
        if (m.Base is not { } register)
        {
            ModRm(0, reg, 4);
            Byte((byte)(scaled | 5));
            Word((uint)m.Displacement);
            return;
        }

        int low = (byte)register & 7;
        int mode = m.Displacement == 0 && low != 5 ? 0 : m.Displacement == (sbyte)m.Displacement ? 1 : 2;

        // A base of RSP or R12 takes the form with an index, too: RSP as index means none.
        if (m.Index is not null || low == 4)
        {
            ModRm(mode, reg, 4);
            Byte((byte)(scaled | low));
        }
        else
        {
            ModRm(mode, reg, (byte)low);
        }

        if (mode == 1)
        {
            Byte((byte)m.Displacement);
        }
        else if (mode == 2)
        {
            Word((uint)m.Displacement);
        }
    }

    private void Rex(byte wide, byte reg, byte index, byte rm)
    {
        byte rex = (byte)(0x40 | wide | ((reg >> 1) & 4) | ((index >> 2) & 2) | (rm >> 3));
        if (rex != 0x40)
        {
            Byte(rex);
        }
    }

    private void RexAlways(byte wide, byte reg, byte rm, bool force)
    {
        byte rex = (byte)(0x40 | wide | ((reg >> 1) & 4) | (rm >> 3));
        if (rex != 0x40 || force)
        {
            Byte(rex);
        }
    }

    private void ModRm(int mode, byte reg, byte rm) => Byte((byte)((mode << 6) | ((reg & 7) << 3) | (rm & 7)));

    private void Constant(uint value, bool isShort)
    {
        if (isShort)
        {
            Byte((byte)value);
        }
        else
        {
            Word(value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Byte(byte value)
    {
        Debug.Assert(_next < _end, "The emitter asked for too little room.");
        *_next++ = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Word(uint value)
    {
        Debug.Assert(_next + 4 <= _end, "The emitter asked for too little room.");
        Unsafe.WriteUnaligned(_next, value);
        _next += 4;
    }
}
