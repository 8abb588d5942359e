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
