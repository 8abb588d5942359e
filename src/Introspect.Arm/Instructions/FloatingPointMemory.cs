using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Loads and stores of floating-point registers. ARM DDI 0406C A7.6. Addresses must be multiples of four.</summary>
internal sealed partial class Lowering
{
    /// <summary>Load a register. ARM DDI 0406C A8.8.333.</summary>
    [Vfp("cccc 1101 uD01 nnnn dddd 101z iiii iiii", "vldr{c} {d}, [{n}{i}]")]
    private Flow FloatLoad(FloatRegister d, Reg n, FloatOffset i)
    {
        Address address = FloatAddress(n, i.Value);
        if (!d.IsDouble)
        {
            LoadFrom(Op.Load32, d.Slot, address, WordAligned);
        }
        else if (!IsUpperWordFirst)
        {
            LoadDouble(d.Slot, address);
        }
        else
        {
            Slot pair = Ir.TemporaryPair();
            LoadDouble(pair, address);
            MoveWords(d.Slot, pair, 2);
        }

        return Flow.Next;
    }

    /// <summary>Store a register. ARM DDI 0406C A8.8.413.</summary>
    [Vfp("cccc 1101 uD00 nnnn dddd 101z iiii iiii", "vstr{c} {d}, [{n}{i}]")]
    private Flow FloatStore(FloatRegister d, Reg n, FloatOffset i)
    {
        StoreFloat(d, FloatAddress(n, i.Value));
        return Flow.Next;
    }

    /// <summary>
    /// Load multiple registers. ARM DDI 0406C A8.8.332, A8.8.367 (VPOP), A8.8.50 (FLDMX, which skips one word more).
    /// A fault leaves all of them as they were.
    /// </summary>
    [Vfp("cccc 1100 1Dw1 nnnn dddd 1010 iiii iiii", "vldmia{c} {n}{w?!}, {d}", Set = "z=0, x=0, down=0")]
    [Vfp("cccc 1100 1Dw1 nnnn dddd 1011 iiii iii0", "vldmia{c} {n}{w?!}, {d}", Set = "z=1, i=i*2, x=0, down=0")]
    [Vfp("cccc 1100 1Dw1 nnnn dddd 1011 iiii iii1", "fldmiax{c} {n}{w?!}, {d}", Set = "z=1, i=i*2, x=1, down=0")]
    [Vfp("cccc 1101 0D11 nnnn dddd 1010 iiii iiii", "vldmdb{c} {n}!, {d}", Set = "z=0, x=0, w=1, down=1")]
    [Vfp("cccc 1101 0D11 nnnn dddd 1011 iiii iii0", "vldmdb{c} {n}!, {d}", Set = "z=1, i=i*2, x=0, w=1, down=1")]
    [Vfp("cccc 1101 0D11 nnnn dddd 1011 iiii iii1", "fldmdbx{c} {n}!, {d}", Set = "z=1, i=i*2, x=1, w=1, down=1")]
    [Vfp("cccc 1100 1D11 1101 dddd 1010 iiii iiii", "vpop{c} {d}", Set = "z=0, x=0, w=1, n=13, down=0")]
    [Vfp("cccc 1100 1D11 1101 dddd 1011 iiii iii0", "vpop{c} {d}", Set = "z=1, i=i*2, x=0, w=1, n=13, down=0")]
    private Flow FloatLoadMultiple(FloatRegisterList d, Reg n, bool w, bool down, uint x)
    {
        if (n == Reg.Pc && (w || IsThumb))
        {
            return Unpredictable();
        }

        uint length = 4 * (d.Words + x);
        Address address = FloatAddress(n, down ? 0 - length : 0);
        Slot values = Ir.Temporaries((int)d.Words);
        for (uint word = 0; word < d.Words; word += d.First.IsDouble ? 2u : 1)
        {
            var slot = new Slot((byte)(values.Index + word));
            Address at = Beyond(address, 4 * word);
            if (d.First.IsDouble)
            {
                LoadDouble(slot, at);
            }
            else
            {
                LoadFrom(Op.Load32, slot, at, WordAligned);
            }
        }

        MoveWords(d.First.Slot, values, d.Words);
        return WriteBack(n, w, down ? 0 - length : length);
    }

    /// <summary>Store multiple registers. ARM DDI 0406C A8.8.412, A8.8.368 (VPUSH), A8.8.51 (FSTMX, which skips one word more).</summary>
    [Vfp("cccc 1100 1Dw0 nnnn dddd 1010 iiii iiii", "vstmia{c} {n}{w?!}, {d}", Set = "z=0, x=0, down=0")]
    [Vfp("cccc 1100 1Dw0 nnnn dddd 1011 iiii iii0", "vstmia{c} {n}{w?!}, {d}", Set = "z=1, i=i*2, x=0, down=0")]
    [Vfp("cccc 1100 1Dw0 nnnn dddd 1011 iiii iii1", "fstmiax{c} {n}{w?!}, {d}", Set = "z=1, i=i*2, x=1, down=0")]
    [Vfp("cccc 1101 0D10 nnnn dddd 1010 iiii iiii", "vstmdb{c} {n}!, {d}", Set = "z=0, x=0, w=1, down=1")]
    [Vfp("cccc 1101 0D10 nnnn dddd 1011 iiii iii0", "vstmdb{c} {n}!, {d}", Set = "z=1, i=i*2, x=0, w=1, down=1")]
    [Vfp("cccc 1101 0D10 nnnn dddd 1011 iiii iii1", "fstmdbx{c} {n}!, {d}", Set = "z=1, i=i*2, x=1, w=1, down=1")]
    [Vfp("cccc 1101 0D10 1101 dddd 1010 iiii iiii", "vpush{c} {d}", Set = "z=0, x=0, w=1, n=13, down=1")]
    [Vfp("cccc 1101 0D10 1101 dddd 1011 iiii iii0", "vpush{c} {d}", Set = "z=1, i=i*2, x=0, w=1, n=13, down=1")]
    private Flow FloatStoreMultiple(FloatRegisterList d, Reg n, bool w, bool down, uint x)
    {
        if (n == Reg.Pc && (w || IsThumb))
        {
            return Unpredictable();
        }

        uint length = 4 * (d.Words + x);
        Address address = FloatAddress(n, down ? 0 - length : 0);
        for (int i = 0; i < d.Count; i++)
        {
            FloatRegister register = d.First with { Number = (byte)(d.First.Number + i) };
            StoreFloat(register, address);
            address = Beyond(address, register.IsDouble ? 8u : 4u);
        }

        return WriteBack(n, w, down ? 0 - length : length);
    }

    /// <summary>A base and an offset; the PC as base is a multiple of four.</summary>
    private Address FloatAddress(Reg n, uint offset) =>
        n == Reg.Pc ? new Address(Slot.None, (PcValue & ~3u) + offset) : new Address(n.Slot(), offset);

    private static Address Beyond(Address address, uint distance) => new(address.Base, address.Offset.Constant + distance);

    /// <summary>A doubleword of two aligned words; each is in the guest's byte order, and so is the pair.</summary>
    private void LoadDouble(Slot d, Address address)
    {
        if (!IsUpperWordFirst)
        {
            Ir.Load(Op.Load64, d, address.Base, address.Offset, WordAligned);
            return;
        }

        LoadFrom(Op.Load32, d.Next, address, WordAligned);
        LoadFrom(Op.Load32, d, Beyond(address, 4), WordAligned);
    }

    private void StoreFloat(FloatRegister d, Address address)
    {
        if (!d.IsDouble)
        {
            StoreTo(Op.Store32, d.Slot, address, WordAligned);
        }
        else if (!IsUpperWordFirst)
        {
            Ir.Store(Op.Store64, d.Slot, address.Base, address.Offset, WordAligned);
        }
        else
        {
            StoreTo(Op.Store32, d.Slot.Next, address, WordAligned);
            StoreTo(Op.Store32, d.Slot, Beyond(address, 4), WordAligned);
        }
    }

    private void MoveWords(Slot d, Slot a, uint words) => Ir.Vector(Op.VectorMove, 0, d, a, Slot.None, words);

    private Flow WriteBack(Reg n, bool w, uint offset)
    {
        if (w)
        {
            Ir.Add(n.Slot(), n.Slot(), offset);
        }

        return Flow.Next;
    }
}
