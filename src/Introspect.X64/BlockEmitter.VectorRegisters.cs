using Introspect.Ir;

namespace Introspect.X64;

/// <content>
/// Floating-point and vector registers, and rows of temporaries, in vector registers of the host. A register holds a copy: the home in the
/// frame is always up to date, so the monitor sees everything and a copy can be dropped at any time. Bits above the row that a register
/// holds mean nothing. XMM0 to XMM5 are free within an operation.
/// </content>
public sealed unsafe partial class BlockEmitter
{
    private const int FirstCopy = 6, VectorRegisters = 16;

    private readonly VectorCopy[] _copies = new VectorCopy[VectorRegisters];
    private readonly List<VectorCopy> _expected = [];
    private readonly List<(int First, int Count)> _expectedBehind = [];
    private readonly LiteralPool _literals;

    // An operation on general registers has kept the copies up to date itself.
    private bool _writesCopy;

    // The first operation of the guest instruction.
    private int _instructionStart;

    /// <summary>The register that holds the row of <paramref name="words"/> (1, 2 or 4) at a slot.</summary>
    private int ReadVector(byte slot, int words)
    {
        for (int xmm = FirstCopy; xmm < VectorRegisters; xmm++)
        {
            ref VectorCopy copy = ref _copies[xmm];
            if (copy.Words >= words && copy.Slot == slot)
            {
                copy.Used = _index;
                return xmm;
            }
        }

        int loaded = FreshVector();
        LoadVector(loaded, slot, words);
        _copies[loaded] = new VectorCopy((byte)loaded, slot, (byte)words) { Used = _index, Made = _index };
        return loaded;
    }

    /// <summary>A register for a result; it is not among those that this operation has read.</summary>
    private int FreshVector()
    {
        int oldest = FirstCopy;
        for (int xmm = FirstCopy; xmm < VectorRegisters; xmm++)
        {
            if (_copies[xmm].Words == 0 && _copies[xmm].Used != _index)
            {
                oldest = xmm;
                break;
            }

            oldest = _copies[xmm].Used < _copies[oldest].Used ? xmm : oldest;
        }

        _copies[oldest] = new VectorCopy((byte)oldest, 0, 0) { Used = _index, Made = _index };
        return oldest;
    }

    /// <summary>The register's row is the new value of the row at a slot.</summary>
    private void WriteVector(byte slot, int words, int xmm, bool isFlushed = false)
    {
        MemoryOperand home = PinnedRegisters.Home(slot);
        if (words == 1)
        {
            _code.StoreVectorWord(home, xmm);
        }
        else
        {
            _code.StoreVector(home, xmm, isQuad: words == 4);
        }

        ForgetTemporaryWithin(slot, words);
        ForgetVectors(slot, words);
        _copies[xmm] = new VectorCopy((byte)xmm, slot, (byte)words) { Used = _index, Made = _index, IsFlushed = isFlushed };
    }

    // Two halves, each as it may just have been stored: a load of 128 bits would wait for two stores of 64.
    private void LoadVector(int xmm, byte slot, int words)
    {
        MemoryOperand home = PinnedRegisters.Home(slot);
        if (words == 1)
        {
            _code.LoadVectorWord(xmm, home);
            return;
        }

        _code.LoadVectorLow(xmm, home);
        if (words == 4)
        {
            _code.LoadVectorHigh(xmm, PinnedRegisters.Home(slot + 2));
        }
    }

    private void ForgetTemporaryWithin(int first, int words)
    {
        if (_temporary >= first && _temporary < first + words)
        {
            ForgetTemporary();
        }
    }

    private void ForgetVectors() => Array.Fill(_copies, new VectorCopy { Used = -1 });

    private void ForgetVectors(int slot, int words)
    {
        foreach (ref VectorCopy copy in _copies.AsSpan(FirstCopy))
        {
            if (copy.Slot < slot + words && slot < copy.Slot + copy.Words)
            {
                copy.Words = 0;
            }
        }
    }

    // Temporaries are gone when the instruction ends.
    private void BeginVectorInstruction()
    {
        _instructionStart = _index;
        ForgetVectors(Slot.FirstTemporary, Slot.EndOfTemporaries - Slot.FirstTemporary);
    }

    // A skip, which stays within its instruction, lands here: copies made behind it may not be there.
    private void LandVectors()
    {
        foreach (ref VectorCopy copy in _copies.AsSpan(FirstCopy))
        {
            if (copy.Made >= _instructionStart)
            {
                copy.Words = 0;
            }
        }
    }

    /// <summary>An operation on general registers has been emitted: copies of what it wrote are dropped.</summary>
    private void ForgetOverwritten(in IrOp op)
    {
        if (op.Code >= Op.FloatAdd)
        {
            return;
        }

        if (!_writesCopy)
        {
            ForgetVectors(op.D, op.Code == Op.Load64 ? 2 : 1);
        }

        if (op.Code is Op.MultiplyLong or Op.MultiplyLongSigned or Op.MultiplyAddLong or Op.MultiplyAddLongSigned)
        {
            ForgetVectors(op.C, 1);
        }

        _writesCopy = false;
    }

    /// <summary>What the block expects in vector registers behind the operation just emitted: its slow ways load it again.</summary>
    private void NoteExpectedVectors()
    {
        if (_expectedBehind.Count == _slowPaths.Count)
        {
            return;
        }

        int first = _expected.Count;
        foreach (ref readonly VectorCopy copy in _copies.AsSpan(FirstCopy))
        {
            if (copy.Words != 0)
            {
                _expected.Add(copy);
            }
        }

        while (_expectedBehind.Count < _slowPaths.Count)
        {
            _expectedBehind.Add((first, _expected.Count - first));
        }
    }

    private void ReloadVectors(int slowPath)
    {
        (int first, int count) = _expectedBehind[slowPath];
        for (int i = first; i < first + count; i++)
        {
            VectorCopy copy = _expected[i];
            LoadVector(copy.Register, copy.Slot, copy.Words);
        }
    }

    /// <summary>What a vector register of the host holds.</summary>
    private record struct VectorCopy(byte Register, byte Slot, byte Words)
    {
        /// <summary>The operation that used it last.</summary>
        public int Used { get; set; }

        /// <summary>The operation that put it there.</summary>
        public int Made { get; set; }

        /// <summary>Its lanes are singles that are no denormal numbers: operands that nobody has to flush to zero.</summary>
        public bool IsFlushed { get; set; }
    }
}
