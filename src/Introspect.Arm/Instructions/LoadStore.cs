using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>What loads and stores of one value share: addresses, write-back, byte order, alignment. ARM DDI 0406C A5.3, A5.2.8, A6.3.7-A6.3.10.</summary>
internal sealed partial class Lowering
{
    private bool IsBigEndian => (_state & ExecutionState.BigEndianData) != 0;

    private bool IsWordInvariant => (_state & ExecutionState.WordInvariant) != 0;

    /// <summary>The word at the lower address is the upper one of a doubleword: big-endian data in either way.</summary>
    private bool IsUpperWordFirst => IsBigEndian || IsWordInvariant;

    /// <summary>
    /// How a load or store that tolerates unaligned addresses is made: SCTLR.A takes the tolerance away (A3.2.1), and before ARMv6 the address
    /// is rounded (ARM DDI 0100I A2.8).
    /// </summary>
    private MemoryFlags Plain => (_state & (ExecutionState.AlignmentCheck | ExecutionState.RoundsAddresses)) == 0 ? MemoryFlags.None : WordAligned;

    /// <summary>How a load or store of words is made that wants an aligned address.</summary>
    private MemoryFlags WordAligned =>
        (_state & (ExecutionState.AlignmentCheck | ExecutionState.RoundsAddresses)) == ExecutionState.RoundsAddresses
            ? MemoryFlags.Aligned | MemoryFlags.RoundedDown
            : MemoryFlags.Aligned;

    private MemoryFlags Unprivileged => Plain | MemoryFlags.Unprivileged;

    /// <summary>A load into a register: nothing changes when it faults, so the base is written last.</summary>
    private Flow Load(Op op, Reg t, Reg n, Indexing indexing, Operand offset, MemoryFlags flags)
    {
        if ((t == Reg.Pc && op != Op.Load32) || (n == Reg.Pc && indexing.WritesBack))
        {
            return Unpredictable();
        }

        Slot d = t == Reg.Pc ? Ir.Temporary() : t.Slot();
        Address next = Indexed(n, indexing, offset);
        LoadFrom(op, d, Accessed(n, indexing, next), op == Op.Load32 && (flags & MemoryFlags.RoundedDown) != 0 ? flags | MemoryFlags.Rotated : flags);

        // Where one register is base and destination, UNPREDICTABLE in the manual, the loaded value stays, as in QEMU.
        if (t != n)
        {
            WriteBack(n, indexing, next);
        }

        return t == Reg.Pc ? LoadToPc(d) : Flow.Next;
    }

    private Flow Store(Op op, Reg t, Reg n, Indexing indexing, Operand offset, MemoryFlags flags)
    {
        if ((t == Reg.Pc && (op != Op.Store32 || IsThumb)) || (n == Reg.Pc && indexing.WritesBack))
        {
            return Unpredictable();
        }

        Address next = Indexed(n, indexing, offset);
        StoreTo(op, StoredSlot(t), Accessed(n, indexing, next), flags);
        WriteBack(n, indexing, next);
        return Flow.Next;
    }

    /// <summary>The value of a register to be stored: the PC is farther ahead on some processors.</summary>
    private Slot StoredSlot(Reg t) => InSlot(t == Reg.Pc && (Model.Quirks & CpuQuirks.StoresPcPlus12) != 0 ? _address + 12 : Value(t));

    /// <summary>Where the access is: at the base itself when the base is updated after it.</summary>
    private static Address Accessed(Reg n, Indexing indexing, Address next) => indexing.PreIndexed ? next : new Address(n.Slot(), 0u);

    private void WriteBack(Reg n, Indexing indexing, Address next)
    {
        if (indexing.WritesBack)
        {
            Ir.Add(n.Slot(), next.Base, next.Offset);
        }
    }

    /// <summary>The base with the offset: what a pre-indexed access uses and write-back leaves.</summary>
    private Address Indexed(Reg n, Indexing indexing, Operand offset)
    {
        if (offset.IsConstant)
        {
            uint distance = indexing.Add ? offset.Constant : 0 - offset.Constant;
            return n == Reg.Pc ? new Address(Slot.None, (PcValue & ~3u) + distance) : new Address(n.Slot(), distance);
        }

        if (indexing.Add && !indexing.WritesBack)
        {
            return n == Reg.Pc ? new Address(offset.Slot, PcValue) : new Address(n.Slot(), offset);
        }

        // A load may overwrite the offset register before the base is updated.
        Slot sum = Ir.Temporary();
        Ir.Binary(indexing.Add ? Op.Add : Op.Subtract, sum, InSlot(n), offset);
        return new Address(sum, 0u);
    }

    /// <summary>A load in the guest's byte order.</summary>
    private void LoadFrom(Op op, Slot d, Address address, MemoryFlags flags)
    {
        bool isSigned16 = op == Op.LoadSigned16 && IsBigEndian;
        address = InWord(address, BytesOf(op));
        Ir.Load(isSigned16 ? Op.Load16 : op, d, address.Base, address.Offset, flags);
        if (IsBigEndian)
        {
            Reverse(BytesOf(op), d, d);
        }

        if (isSigned16)
        {
            Ir.Emit(Op.SignExtend16, d, Slot.None, d, Slot.None);
        }
    }

    /// <summary>A store in the guest's byte order.</summary>
    private void StoreTo(Op op, Slot value, Address address, MemoryFlags flags)
    {
        if (IsBigEndian && op != Op.Store8)
        {
            Slot reversed = Ir.TemporaryPair();
            Reverse(BytesOf(op), reversed, value);
            value = reversed;
        }

        address = InWord(address, BytesOf(op));
        Ir.Store(op, value, address.Base, address.Offset, flags);
    }

    /// <summary>Where a byte or halfword lies: elsewhere in its word with SCTLR.B. A fault tells the address that was asked for.</summary>
    private Address InWord(Address address, int bytes)
    {
        if (!IsWordInvariant || bytes >= 4)
        {
            return address;
        }

        Slot place = Ir.Temporary();
        Ir.Add(place, address.Base, address.Offset);
        Ir.Binary(Op.Xor, place, place, (uint)(4 - bytes));
        return new Address(place, 0u);
    }

    private static int BytesOf(Op op) => op switch
    {
        Op.Load8 or Op.LoadSigned8 or Op.Store8 => 1,
        Op.Load16 or Op.LoadSigned16 or Op.Store16 => 2,
        Op.Load32 or Op.Store32 => 4,
        _ => 8,
    };

    /// <summary>Reverses the bytes of a halfword, of a word, or of each word of a pair.</summary>
    private void Reverse(int bytes, Slot d, Slot a)
    {
        if (bytes == 2)
        {
            Ir.Unary(Op.ReverseBytes16, d, a);
        }

        if (bytes >= 4)
        {
            Ir.Unary(Op.ReverseBytes, d, a);
        }

        if (bytes == 8)
        {
            Ir.Unary(Op.ReverseBytes, d.Next, a.Next);
        }
    }

    /// <summary>An address as memory operations take it: the sum of a slot and an operand.</summary>
    private readonly record struct Address(Slot Base, Operand Offset);
}
