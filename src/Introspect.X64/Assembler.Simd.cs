using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Introspect.X64;

/// <content>
/// Vector registers, all sixteen. With AVX the encodings have three operands; without it the first operand is copied first, so the destination
/// must not be the second one.
/// </content>
public sealed unsafe partial class Assembler
{
    private static readonly bool s_hasVex = HostCpu.HasAvx;

    /// <summary><c>d = a op b</c>.</summary>
    internal void Vector(Simd code, int d, int a, int b, bool wide = false)
    {
        BeginVector(code, d, a, b, wide);
        ModRm(3, (byte)d, (byte)b);
    }

    /// <summary><c>d = op a</c>.</summary>
    internal void Vector(Simd code, int d, int a)
    {
        BeginUnary(code, d, a);
        ModRm(3, (byte)d, (byte)a);
    }

    /// <summary><c>d = a op literal</c>, 16 bytes at an address that is a multiple of 16.</summary>
    internal void Vector(Simd code, int d, int a, byte* literal)
    {
        BeginVector(code, d, a, b: 0, wide: false);
        Literal((byte)d, literal);
    }

    /// <summary><c>d = literal</c>, 16 bytes at an address that is a multiple of 16.</summary>
    internal void VectorLiteral(int d, byte* literal)
    {
        BeginUnary(Simd.Movaps, d, 0);
        Literal((byte)d, literal);
    }

    /// <summary><c>d = a op b</c> with a constant.</summary>
    internal void Vector(Simd code, int d, int a, int b, byte constant)
    {
        Vector(code, d, a, b);
        Byte(constant);
    }

    /// <summary><c>d = op a</c> with a constant.</summary>
    internal void VectorShuffle(Simd code, int d, int a, byte constant)
    {
        Vector(code, d, a);
        Byte(constant);
    }

    /// <summary><c>d = a shifted by a constant</c>, lane by lane.</summary>
    internal void Vector(Simd code, LaneShift shift, int d, int a, int amount)
    {
        if (s_hasVex)
        {
            Vex(code, (byte)shift, d, a >> 3, 0, wide: false);
            ModRm(3, (byte)shift, (byte)a);
        }
        else
        {
            CopyVector(d, a);
            Legacy(code, 0, d);
            ModRm(3, (byte)shift, (byte)d);
        }

        Byte((byte)amount);
    }

    /// <summary><c>d = a</c>; nothing when they are the same.</summary>
    internal void CopyVector(int d, int a)
    {
        if (d != a)
        {
            Vector(Simd.Movaps, d, a);
        }
    }

    /// <summary>The highest bit of each byte.</summary>
    internal void ByteMask(Host d, int xmm)
    {
        Byte(0x66);
        Rex(0, (byte)d, 0, (byte)xmm);
        Byte(0x0F);
        Byte(0xD7);
        ModRm(3, (byte)d, (byte)xmm);
    }

    /// <summary>A general register to the low bits of a vector register, and zeros above.</summary>
    internal void ToVector(int xmm, Host a, bool wide = false)
    {
        Byte(0x66);
        Rex(wide ? Wide : (byte)0, (byte)xmm, 0, (byte)a);
        Byte(0x0F);
        Byte(0x6E);
        ModRm(3, (byte)xmm, (byte)a);
    }

    /// <summary>Loads 32 bits, and zeros above.</summary>
    internal void LoadVectorWord(int xmm, MemoryOperand m) => Scalar(0xF3, 0x10, xmm, m);

    /// <summary>Stores the low 32 bits.</summary>
    internal void StoreVectorWord(MemoryOperand m, int xmm) => Scalar(0xF3, 0x11, xmm, m);

    /// <summary><c>flags = d compared with 64 bits of a literal</c>.</summary>
    internal void Compare64(Host d, byte* literal)
    {
        Rex(Wide, (byte)d, 0, 0);
        Byte(0x3B);
        Literal((byte)d, literal);
    }

    /// <summary><c>d = d op 64 bits of a literal</c>.</summary>
    internal void Arithmetic64(Alu op, Host d, byte* literal)
    {
        Rex(Wide, (byte)d, 0, 0);
        Byte((byte)(((byte)op << 3) | 3));
        Literal((byte)d, literal);
    }

    /// <summary>The address of a literal.</summary>
    internal void LeaLiteral(Host d, byte* literal)
    {
        Rex(Wide, (byte)d, 0, 0);
        Byte(0x8D);
        Literal((byte)d, literal);
    }

    private void BeginVector(Simd code, int d, int a, int b, bool wide)
    {
        if (s_hasVex)
        {
            Vex(code, (byte)d, a, b >> 3, 0, wide);
            return;
        }

        Debug.Assert(d == a || d != b, "Without AVX the first operand is copied over the second.");
        CopyVector(d, a);
        Legacy(code, d, b);
    }

    private void BeginUnary(Simd code, int d, int a)
    {
        if (s_hasVex)
        {
            Vex(code, (byte)d, 0, a >> 3, 0, wide: false);
        }
        else
        {
            Legacy(code, d, a);
        }
    }

    // VEX (SDM 2.3.5): R, X, B and the first operand are stored inverted.
    private void Vex(Simd code, byte reg, int first, int b, int x, bool wide)
    {
        int prefix = ((uint)code >> 16) switch { 0 => 0, 0x66 => 1, 0xF3 => 2, _ => 3 };
        int map = (((uint)code >> 8) & 0xFF) switch { 0x0F => 1, 0x38 => 2, _ => 3 };
        int r = reg < 8 ? 0x80 : 0;
        int last = ((~first & 15) << 3) | prefix;
        if (map == 1 && b == 0 && !wide)
        {
            Byte(0xC5);
            Byte((byte)(r | last));
        }
        else
        {
            Byte(0xC4);
            Byte((byte)(r | (x == 0 ? 0x40 : 0) | (b == 0 ? 0x20 : 0) | map));
            Byte((byte)((wide ? 0x80 : 0) | last));
        }

        Byte((byte)code);
    }

    private void Legacy(Simd code, int reg, int rm)
    {
        byte prefix = (byte)((uint)code >> 16), map = (byte)((uint)code >> 8);
        if (prefix != 0)
        {
            Byte(prefix);
        }

        Rex(0, (byte)reg, 0, (byte)rm);
        Byte(0x0F);
        if (map != 0x0F)
        {
            Byte(map);
        }

        Byte((byte)code);
    }

    // ModRM and displacement of a place relative to the next instruction; no constant follows.
    private void Literal(byte reg, byte* literal)
    {
        ModRm(0, reg, 5);
        Word(0);
        Unsafe.WriteUnaligned(_next - 4, checked((int)(literal - _next)));
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
}
