using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>
/// Advanced SIMD: loads and stores of elements and structures. ARM DDI 0406C A7.7. Elements may be unaligned unless SCTLR.A or
/// the instruction forbids it. A load writes registers only when all its accesses are done.
/// </summary>
/// <remarks>
/// Whole registers go through an image of memory in temporaries: its doublewords hold the elements in the order of their
/// addresses, whatever the guest's byte order; structures are then taken apart or put together with table look-ups.
/// </remarks>
internal sealed partial class Lowering
{
    private bool AlignmentCheck => (_state & ExecutionState.AlignmentCheck) != 0;

    /// <summary>Load multiple structures. ARM DDI 0406C A8.8.320, A8.8.323, A8.8.326, A8.8.329.</summary>
    [Neon("1111 0100 0D10 nnnn dddd 0111 ssaa mmmm", "vld1{c}.{s} {d}, {n}", Set = "e=1, count=1, step=1, w=2", Except = "a=2, a=3")]
    [Neon("1111 0100 0D10 nnnn dddd 1010 ssaa mmmm", "vld1{c}.{s} {d}, {n}", Set = "e=1, count=2, step=1, w=2", Except = "a=3")]
    [Neon("1111 0100 0D10 nnnn dddd 0110 ssaa mmmm", "vld1{c}.{s} {d}, {n}", Set = "e=1, count=3, step=1, w=2", Except = "a=2, a=3")]
    [Neon("1111 0100 0D10 nnnn dddd 0010 ssaa mmmm", "vld1{c}.{s} {d}, {n}", Set = "e=1, count=4, step=1, w=2")]
    [Neon("1111 0100 0D10 nnnn dddd 1000 ssaa mmmm", "vld2{c}.{s} {d}, {n}", Set = "e=2, count=2, step=1, w=2", Except = "a=3, s=3")]
    [Neon("1111 0100 0D10 nnnn dddd 1001 ssaa mmmm", "vld2{c}.{s} {d}, {n}", Set = "e=2, count=2, step=2, w=2", Except = "a=3, s=3")]
    [Neon("1111 0100 0D10 nnnn dddd 0011 ssaa mmmm", "vld2{c}.{s} {d}, {n}", Set = "e=2, count=4, step=1, w=2", Except = "s=3")]
    [Neon("1111 0100 0D10 nnnn dddd 0100 ssaa mmmm", "vld3{c}.{s} {d}, {n}", Set = "e=3, count=3, step=1, w=2", Except = "a=2, a=3, s=3")]
    [Neon("1111 0100 0D10 nnnn dddd 0101 ssaa mmmm", "vld3{c}.{s} {d}, {n}", Set = "e=3, count=3, step=2, w=2", Except = "a=2, a=3, s=3")]
    [Neon("1111 0100 0D10 nnnn dddd 0000 ssaa mmmm", "vld4{c}.{s} {d}, {n}", Set = "e=4, count=4, step=1, w=2", Except = "s=3")]
    [Neon("1111 0100 0D10 nnnn dddd 0001 ssaa mmmm", "vld4{c}.{s} {d}, {n}", Set = "e=4, count=4, step=2, w=2", Except = "s=3")]
    private Flow VectorLoadMultiple(VectorList d, VectorAddress n, ElementSize s, uint e)
    {
        Slot image = Ir.Temporaries(2 * d.Count);
        LoadImage(image, d.Count, n, s);
        if (e == 1)
        {
            MoveWords(d[0].Slot, image, (uint)(2 * d.Count));
        }
        else
        {
            // Every register of a structure, and when there are two structures in a row first those of the first.
            int structures = d.Count / (int)e;
            for (int i = 0; i < d.Count; i++)
            {
                (int part, int structure) = (i / structures, i % structures);
                PickBytes(d[i].Slot, DoubleOf(image, structure * (int)e), (int)e, s, element => (element * (int)e) + part);
            }
        }

        return VectorWriteBack(n, (uint)(8 * d.Count));
    }

    /// <summary>Store multiple structures. ARM DDI 0406C A8.8.404, A8.8.406, A8.8.408, A8.8.410.</summary>
    [Neon("1111 0100 0D00 nnnn dddd 0111 ssaa mmmm", "vst1{c}.{s} {d}, {n}", Set = "e=1, count=1, step=1, w=2", Except = "a=2, a=3")]
    [Neon("1111 0100 0D00 nnnn dddd 1010 ssaa mmmm", "vst1{c}.{s} {d}, {n}", Set = "e=1, count=2, step=1, w=2", Except = "a=3")]
    [Neon("1111 0100 0D00 nnnn dddd 0110 ssaa mmmm", "vst1{c}.{s} {d}, {n}", Set = "e=1, count=3, step=1, w=2", Except = "a=2, a=3")]
    [Neon("1111 0100 0D00 nnnn dddd 0010 ssaa mmmm", "vst1{c}.{s} {d}, {n}", Set = "e=1, count=4, step=1, w=2")]
    [Neon("1111 0100 0D00 nnnn dddd 1000 ssaa mmmm", "vst2{c}.{s} {d}, {n}", Set = "e=2, count=2, step=1, w=2", Except = "a=3, s=3")]
    [Neon("1111 0100 0D00 nnnn dddd 1001 ssaa mmmm", "vst2{c}.{s} {d}, {n}", Set = "e=2, count=2, step=2, w=2", Except = "a=3, s=3")]
    [Neon("1111 0100 0D00 nnnn dddd 0011 ssaa mmmm", "vst2{c}.{s} {d}, {n}", Set = "e=2, count=4, step=1, w=2", Except = "s=3")]
    [Neon("1111 0100 0D00 nnnn dddd 0100 ssaa mmmm", "vst3{c}.{s} {d}, {n}", Set = "e=3, count=3, step=1, w=2", Except = "a=2, a=3, s=3")]
    [Neon("1111 0100 0D00 nnnn dddd 0101 ssaa mmmm", "vst3{c}.{s} {d}, {n}", Set = "e=3, count=3, step=2, w=2", Except = "a=2, a=3, s=3")]
    [Neon("1111 0100 0D00 nnnn dddd 0000 ssaa mmmm", "vst4{c}.{s} {d}, {n}", Set = "e=4, count=4, step=1, w=2", Except = "s=3")]
    [Neon("1111 0100 0D00 nnnn dddd 0001 ssaa mmmm", "vst4{c}.{s} {d}, {n}", Set = "e=4, count=4, step=2, w=2", Except = "s=3")]
    private Flow VectorStoreMultiple(VectorList d, VectorAddress n, ElementSize s, uint e)
    {
        Slot image = d[0].Slot;
        if (e != 1)
        {
            int structures = d.Count / (int)e;
            int lanes = 8 >> (int)s.Log2;
            Slot table = Ir.Temporaries(2 * (int)e);
            image = Ir.Temporaries(2 * d.Count);
            for (int structure = 0; structure < structures; structure++)
            {
                for (int part = 0; part < (int)e; part++)
                {
                    MoveWords(DoubleOf(table, part), d[(part * structures) + structure].Slot, 2);
                }

                for (int part = 0; part < (int)e; part++)
                {
                    int first = part * lanes;
                    PickBytes(
                        DoubleOf(image, (structure * (int)e) + part),
                        table,
                        (int)e,
                        s,
                        element => ((first + element) % (int)e * lanes) + ((first + element) / (int)e));
                }
            }
        }

        StoreImage(image, d.Count, n, s);
        return VectorWriteBack(n, (uint)(8 * d.Count));
    }

    /// <summary>Load one structure to one lane. ARM DDI 0406C A8.8.321, A8.8.324, A8.8.327, A8.8.330.</summary>
    [Neon("1111 0100 1D10 nnnn dddd 0000 xxx0 mmmm", "vld1{c}.{s} {d}, {n}", Set = "e=1, s=0, j=0, a=0, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 0100 xx0a mmmm", "vld1{c}.{s} {d}, {n}", Set = "e=1, s=1, j=0, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 1000 x000 mmmm", "vld1{c}.{s} {d}, {n}", Set = "e=1, s=2, j=0, a=0, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 1000 x011 mmmm", "vld1{c}.{s} {d}, {n}", Set = "e=1, s=2, j=0, a=2, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 0001 xxxa mmmm", "vld2{c}.{s} {d}, {n}", Set = "e=2, s=0, j=0, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 0101 xxja mmmm", "vld2{c}.{s} {d}, {n}", Set = "e=2, s=1, w=1")]
    [Neon("1111 0100 1D10 nnnn dddd 1001 xj0a mmmm", "vld2{c}.{s} {d}, {n}", Set = "e=2, s=2, w=2")]
    [Neon("1111 0100 1D10 nnnn dddd 0010 xxx0 mmmm", "vld3{c}.{s} {d}, {n}", Set = "e=3, s=0, j=0, a=0, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 0110 xxj0 mmmm", "vld3{c}.{s} {d}, {n}", Set = "e=3, s=1, a=0, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 1010 xj00 mmmm", "vld3{c}.{s} {d}, {n}", Set = "e=3, s=2, a=0, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 0011 xxxa mmmm", "vld4{c}.{s} {d}, {n}", Set = "e=4, s=0, j=0, w=1")]
    [Neon("1111 0100 1D10 nnnn dddd 0111 xxja mmmm", "vld4{c}.{s} {d}, {n}", Set = "e=4, s=1, w=2")]
    [Neon("1111 0100 1D10 nnnn dddd 1011 xjaa mmmm", "vld4{c}.{s} {d}, {n}", Set = "e=4, s=2, w=2", Except = "a=3")]
    private Flow VectorLoadLane(LaneList d, VectorAddress n, ElementSize s)
    {
        Slot values = LoadElements(d.List.Count, n, s);
        for (int i = 0; i < d.List.Count; i++)
        {
            Scalar lane = LaneOf(d, i, s);
            var value = new Slot((byte)(values.Index + i));
            if (s.Log2 == 2)
            {
                Ir.Move(lane.Word, value);
            }
            else
            {
                Ir.Insert(lane.Word, value, lane.BitInWord, lane.Bits);
            }
        }

        return VectorWriteBack(n, (uint)(d.List.Count << (int)s.Log2));
    }

    /// <summary>Store one structure from one lane. ARM DDI 0406C A8.8.405, A8.8.407, A8.8.409, A8.8.411.</summary>
    [Neon("1111 0100 1D00 nnnn dddd 0000 xxx0 mmmm", "vst1{c}.{s} {d}, {n}", Set = "e=1, s=0, j=0, a=0, w=0")]
    [Neon("1111 0100 1D00 nnnn dddd 0100 xx0a mmmm", "vst1{c}.{s} {d}, {n}", Set = "e=1, s=1, j=0, w=0")]
    [Neon("1111 0100 1D00 nnnn dddd 1000 x000 mmmm", "vst1{c}.{s} {d}, {n}", Set = "e=1, s=2, j=0, a=0, w=0")]
    [Neon("1111 0100 1D00 nnnn dddd 1000 x011 mmmm", "vst1{c}.{s} {d}, {n}", Set = "e=1, s=2, j=0, a=2, w=0")]
    [Neon("1111 0100 1D00 nnnn dddd 0001 xxxa mmmm", "vst2{c}.{s} {d}, {n}", Set = "e=2, s=0, j=0, w=0")]
    [Neon("1111 0100 1D00 nnnn dddd 0101 xxja mmmm", "vst2{c}.{s} {d}, {n}", Set = "e=2, s=1, w=1")]
    [Neon("1111 0100 1D00 nnnn dddd 1001 xj0a mmmm", "vst2{c}.{s} {d}, {n}", Set = "e=2, s=2, w=2")]
    [Neon("1111 0100 1D00 nnnn dddd 0010 xxx0 mmmm", "vst3{c}.{s} {d}, {n}", Set = "e=3, s=0, j=0, a=0, w=0")]
    [Neon("1111 0100 1D00 nnnn dddd 0110 xxj0 mmmm", "vst3{c}.{s} {d}, {n}", Set = "e=3, s=1, a=0, w=0")]
    [Neon("1111 0100 1D00 nnnn dddd 1010 xj00 mmmm", "vst3{c}.{s} {d}, {n}", Set = "e=3, s=2, a=0, w=0")]
    [Neon("1111 0100 1D00 nnnn dddd 0011 xxxa mmmm", "vst4{c}.{s} {d}, {n}", Set = "e=4, s=0, j=0, w=1")]
    [Neon("1111 0100 1D00 nnnn dddd 0111 xxja mmmm", "vst4{c}.{s} {d}, {n}", Set = "e=4, s=1, w=2")]
    [Neon("1111 0100 1D00 nnnn dddd 1011 xjaa mmmm", "vst4{c}.{s} {d}, {n}", Set = "e=4, s=2, w=2", Except = "a=3")]
    private Flow VectorStoreLane(LaneList d, VectorAddress n, ElementSize s)
    {
        for (int i = 0; i < d.List.Count; i++)
        {
            Scalar lane = LaneOf(d, i, s);
            Slot value = lane.Word;
            if (lane.BitInWord != 0)
            {
                value = Ir.Temporary();
                Ir.Binary(Op.ShiftRight, value, lane.Word, (uint)lane.BitInWord);
            }

            StoreTo(StoreOf(s.Log2), value, ElementAddress(n, i << (int)s.Log2), ElementFlags(n, isFirst: i == 0));
        }

        return VectorWriteBack(n, (uint)(d.List.Count << (int)s.Log2));
    }

    /// <summary>Load one structure to all lanes. ARM DDI 0406C A8.8.322, A8.8.325, A8.8.328, A8.8.331.</summary>
    [Neon("1111 0100 1D10 nnnn dddd 1100 00t0 mmmm", "vld1{c}.{s} {d}, {n}", Set = "e=1, s=0, a=0, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 1100 01ta mmmm", "vld1{c}.{s} {d}, {n}", Set = "e=1, s=1, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 1100 10ta mmmm", "vld1{c}.{s} {d}, {n}", Set = "e=1, s=2, w=1")]
    [Neon("1111 0100 1D10 nnnn dddd 1101 00ta mmmm", "vld2{c}.{s} {d}, {n}", Set = "e=2, s=0, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 1101 01ta mmmm", "vld2{c}.{s} {d}, {n}", Set = "e=2, s=1, w=1")]
    [Neon("1111 0100 1D10 nnnn dddd 1101 10ta mmmm", "vld2{c}.{s} {d}, {n}", Set = "e=2, s=2, w=2")]
    [Neon("1111 0100 1D10 nnnn dddd 1110 00t0 mmmm", "vld3{c}.{s} {d}, {n}", Set = "e=3, s=0, a=0, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 1110 01t0 mmmm", "vld3{c}.{s} {d}, {n}", Set = "e=3, s=1, a=0, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 1110 10t0 mmmm", "vld3{c}.{s} {d}, {n}", Set = "e=3, s=2, a=0, w=0")]
    [Neon("1111 0100 1D10 nnnn dddd 1111 00ta mmmm", "vld4{c}.{s} {d}, {n}", Set = "e=4, s=0, w=1")]
    [Neon("1111 0100 1D10 nnnn dddd 1111 01ta mmmm", "vld4{c}.{s} {d}, {n}", Set = "e=4, s=1, w=2")]
    [Neon("1111 0100 1D10 nnnn dddd 1111 10ta mmmm", "vld4{c}.{s} {d}, {n}", Set = "e=4, s=2, w=2")]
    [Neon("1111 0100 1D10 nnnn dddd 1111 11t1 mmmm", "vld4{c}.{s} {d}, {n}", Set = "e=4, s=2, a=2, w=2")]
    private Flow VectorLoadAllLanes(AllLanesList d, VectorAddress n, ElementSize s, uint e)
    {
        Slot values = LoadElements((int)e, n, s);
        for (int i = 0; i < d.List.Count; i++)
        {
            var value = new Slot((byte)(values.Index + (i % (int)e)));
            Ir.Vector(Op.VectorDuplicate, s.Shape, d.List[i].Slot, Slot.None, value);
        }

        return VectorWriteBack(n, e << (int)s.Log2);
    }

    private static Scalar LaneOf(LaneList list, int index, ElementSize s) => new(list.List[index].Number, list.Index, (byte)s.Log2);

    private static Slot DoubleOf(Slot row, int index) => new((byte)(row.Index + (2 * index)));

    private static Op LoadOf(uint log2) => log2 switch
    {
        0 => Op.Load8,
        1 => Op.Load16,
        _ => Op.Load32,
    };

    private static Op StoreOf(uint log2) => log2 switch
    {
        0 => Op.Store8,
        1 => Op.Store16,
        _ => Op.Store32,
    };

    private static Address ElementAddress(VectorAddress n, int offset) => new(n.Base.Slot(), (uint)offset);

    /// <summary>The alignment that the instruction asks of its address, and the one that SCTLR.A asks of every element.</summary>
    private MemoryFlags ElementFlags(VectorAddress n, bool isFirst) =>
        (isFirst ? n.Alignment : MemoryFlags.None) | Plain;

    /// <summary>Elements that follow each other in memory, each in a temporary of its own.</summary>
    private Slot LoadElements(int count, VectorAddress n, ElementSize s)
    {
        Slot values = Ir.Temporaries(count);
        for (int i = 0; i < count; i++)
        {
            var value = new Slot((byte)(values.Index + i));
            LoadFrom(LoadOf(s.Log2), value, ElementAddress(n, i << (int)s.Log2), ElementFlags(n, isFirst: i == 0));
        }

        return values;
    }

    /// <summary>
    /// Doublewords from memory. As long as bytes lie as on the host and alignment does not matter, elements do not either.
    /// </summary>
    private void LoadImage(Slot image, int doublewords, VectorAddress n, ElementSize s)
    {
        if (!IsBigEndian && !AlignmentCheck)
        {
            for (int i = 0; i < doublewords; i++)
            {
                Ir.Load(Op.Load64, DoubleOf(image, i), n.Base.Slot(), 8 * (uint)i, ElementFlags(n, isFirst: i == 0));
            }

            return;
        }

        int bytes = Math.Min(1 << (int)s.Log2, 4);
        Slot element = Ir.Temporary();
        for (int at = 0; at < 8 * doublewords; at += bytes)
        {
            Slot word = ImageWord(image, at, s);
            bool whole = bytes == 4;
            LoadFrom(LoadOf(s.Log2), whole ? word : element, ElementAddress(n, at), ElementFlags(n, isFirst: at == 0));
            if (!whole)
            {
                Ir.Insert(word, element, 8 * (at % 4), 8 * bytes);
            }
        }
    }

    private void StoreImage(Slot image, int doublewords, VectorAddress n, ElementSize s)
    {
        if (!IsBigEndian && !AlignmentCheck)
        {
            for (int i = 0; i < doublewords; i++)
            {
                Ir.Store(Op.Store64, DoubleOf(image, i), n.Base.Slot(), 8 * (uint)i, ElementFlags(n, isFirst: i == 0));
            }

            return;
        }

        int bytes = Math.Min(1 << (int)s.Log2, 4);
        Slot element = Ir.Temporary();
        for (int at = 0; at < 8 * doublewords; at += bytes)
        {
            Slot value = ImageWord(image, at, s);
            if (at % 4 != 0)
            {
                Ir.Binary(Op.ShiftRight, element, value, (uint)(8 * (at % 4)));
                value = element;
            }

            StoreTo(StoreOf(s.Log2), value, ElementAddress(n, at), ElementFlags(n, isFirst: at == 0));
        }
    }

    /// <summary>The word of an image for an offset in memory: the words of a big-endian doubleword element change places.</summary>
    private Slot ImageWord(Slot image, int offset, ElementSize s) =>
        new((byte)(image.Index + ((offset / 4) ^ (s.Log2 == 3 && IsBigEndian ? 1 : 0))));

    /// <summary>
    /// Fills a doubleword with elements of a row of doublewords; <paramref name="source"/> says which element goes to which place.
    /// </summary>
    private void PickBytes(Slot d, Slot table, int doublewords, ElementSize s, Func<int, int> source)
    {
        ulong indexes = 0;
        for (int i = 0; i < 8; i++)
        {
            int from = (source(i >> (int)s.Log2) << (int)s.Log2) + (i & ((1 << (int)s.Log2) - 1));
            indexes |= (ulong)from << (8 * i);
        }

        Slot picks = Ir.TemporaryPair();
        Ir.Move(picks, (uint)indexes);
        Ir.Move(picks.Next, (uint)(indexes >> 32));
        Ir.Vector(Op.VectorTable, VectorShape.Lanes8, d, table, picks, (uint)(8 * doublewords), Slot.None);
    }

    private Flow VectorWriteBack(VectorAddress n, uint size)
    {
        if (n.WritesBack)
        {
            Ir.Add(n.Base.Slot(), n.Base.Slot(), n.Index == Reg.Sp ? size : n.Index.Slot());
        }

        return Flow.Next;
    }
}
