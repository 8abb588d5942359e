using System.Runtime.CompilerServices;

namespace Introspect.Ir;

/// <summary>
/// A 32-bit place in the <see cref="RegisterFile"/>: a guest register, a flag, half of a vector register, or a temporary.
/// Every operand of every operation is a slot (or a constant), so that interpreter and emitter address one flat array.
/// </summary>
public readonly record struct Slot(byte Index)
{
    /// <summary>Words in the register file.</summary>
    public const int Count = 256;

    /// <summary>Index of the first temporary.</summary>
    public const int FirstTemporary = 128;

    /// <summary>Index after the last temporary.</summary>
    public const int EndOfTemporaries = 240;

    private const int FirstVector = 64;

    /// <summary>The guest's program counter (r15): right between blocks only; within a block it is a constant of each instruction.</summary>
    public static Slot Pc => new(15);

    /// <summary>The negative flag, 0 or 1.</summary>
    public static Slot N => new(16);

    /// <summary>The zero flag, 0 or 1.</summary>
    public static Slot Z => new(17);

    /// <summary>The carry flag, 0 or 1; after a subtraction 1 means "no borrow", as on ARM.</summary>
    public static Slot C => new(18);

    /// <summary>The overflow flag, 0 or 1.</summary>
    public static Slot V => new(19);

    /// <summary>The sticky saturation flag, 0 or 1.</summary>
    public static Slot Q => new(20);

    /// <summary>The four greater-or-equal flags of parallel arithmetic, bits 3:0.</summary>
    public static Slot GreaterEqual => new(21);

    /// <summary>What a translation depends on besides its address: instruction set, privilege and so on; the front end gives the bits meaning.</summary>
    public static Slot ExecutionState => new(22);

    /// <summary>Floating-point control and status, in the format of the FPSCR.</summary>
    public static Slot FloatStatus => new(23);

    /// <summary>TPIDRURW: the thread register that User mode may write.</summary>
    public static Slot ThreadUserReadWrite => new(24);

    /// <summary>TPIDRURO: the thread register that User mode may read.</summary>
    public static Slot ThreadUserReadOnly => new(25);

    /// <summary>TPIDRPRW: the thread register of privileged modes.</summary>
    public static Slot ThreadPrivileged => new(26);

    /// <summary>The exclusive monitor (<see cref="ExclusiveMark"/>): the address of the last load-exclusive.</summary>
    public static Slot ExclusiveAddress => new(27);

    /// <summary>The exclusive monitor: how many bytes were loaded; 0 when it is open.</summary>
    public static Slot ExclusiveBytes => new(28);

    /// <summary>The exclusive monitor: what <see cref="Op.ExclusiveStores"/> gave in front of the load.</summary>
    public static Slot ExclusiveStores => new(29);

    /// <summary>The exclusive monitor: what was loaded; the high word of a doubleword is in the slot behind it.</summary>
    public static Slot ExclusiveValue => new(30);

    /// <summary>The saved program status register of the current mode; 0 in a mode that has none.</summary>
    public static Slot SavedStatus => new(32);

    /// <summary>Takes a result that nobody wants.</summary>
    public static Slot Discard => new(254);

    /// <summary>Always zero; as second operand it means "the constant alone".</summary>
    public static Slot None => new(255);

    /// <summary>General register <paramref name="number"/>, 0 to 15.</summary>
    public static Slot General(int number) => new((byte)number);

    /// <summary>Single word <paramref name="number"/> of the vector registers, 0 to 63: s0 to s31, and the words of d16 to d31 behind them.</summary>
    public static Slot VectorWord(int number) => new((byte)(FirstVector + number));

    /// <summary>The low word of doubleword vector register <paramref name="number"/>, 0 to 31; the high word follows it.</summary>
    public static Slot VectorDouble(int number) => new((byte)(FirstVector + (2 * number)));

    /// <summary>True for a slot whose value is gone when the guest instruction ends.</summary>
    public bool IsTemporary => Index is >= FirstTemporary and < EndOfTemporaries;

    /// <summary>The next slot: the high word of a pair.</summary>
    public Slot Next => new((byte)(Index + 1));

    public override string ToString() => Index switch
    {
        < 15 => $"r{Index}",
        15 => "pc",
        16 => "n",
        17 => "z",
        18 => "c",
        19 => "v",
        20 => "q",
        21 => "ge",
        22 => "state",
        23 => "fpscr",
        24 => "tpidrurw",
        25 => "tpidruro",
        26 => "tpidrprw",
        27 => "exclusive address",
        28 => "exclusive bytes",
        29 => "exclusive stores",
        30 or 31 => $"exclusive value {Index - 30}",
        32 => "spsr",
        >= FirstVector and < FirstTemporary => $"w{Index - FirstVector}",
        >= FirstTemporary and < EndOfTemporaries => $"t{Index - FirstTemporary}",
        254 => "discard",
        255 => "none",
        _ => $"slot{Index}",
    };
}

/// <summary>The state that operations read and write: 256 words, indexed by a byte, so no index is ever out of range.</summary>
[InlineArray(Slot.Count)]
public struct RegisterFile
{
    private uint _first;
}
