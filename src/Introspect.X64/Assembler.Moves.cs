namespace Introspect.X64;

/// <content>Moves, loads and stores of general registers, and addresses.</content>
public sealed unsafe partial class Assembler
{
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

    /// <summary><c>d = condition ? a : d</c>.</summary>
    public void MoveIf(HostCondition condition, Host d, Host a)
    {
        Rex(0, (byte)d, 0, (byte)a);
        Byte(0x0F);
        Byte((byte)(0x40 + condition));
        ModRm(3, (byte)d, (byte)a);
    }
}
