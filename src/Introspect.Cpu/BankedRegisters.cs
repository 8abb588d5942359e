using Introspect.Core;
using Introspect.Ir;

namespace Introspect.Cpu;

/// <summary>
/// The registers of the modes that are not current (ARM DDI 0406C B1.3.2): SP, LR and SPSR of each, and R8 to R12 for FIQ. Those of the
/// current mode are in the register file.
/// </summary>
public sealed class BankedRegisters
{
    private const int Banks = 8;
    private const int FirstFiqRegister = 8;
    private const int FiqRegisters = 5;

    private readonly uint[] _sp = new uint[Banks];
    private readonly uint[] _lr = new uint[Banks];
    private readonly uint[] _spsr = new uint[Banks];

    // R8 to R12 of the side that is not current: FIQ's, or everybody else's.
    private readonly uint[] _otherHigh = new uint[FiqRegisters];

    /// <summary>ELR_hyp: where Hyp mode returns to, its LR being User mode's.</summary>
    public uint ElrHyp { get; set; }

    /// <summary>True for modes that have a saved program status register.</summary>
    public static bool HasSpsr(ProcessorMode mode) => mode is not (ProcessorMode.User or ProcessorMode.System);

    /// <summary>True when <paramref name="mode"/> is a mode at all.</summary>
    public static bool IsMode(ProcessorMode mode) => BankOf(mode) >= 0;

    /// <summary>Puts the registers of <paramref name="from"/> away and brings those of <paramref name="to"/>.</summary>
    public void Switch(ref RegisterFile r, ProcessorMode from, ProcessorMode to)
    {
        int old = BankOf(from), current = BankOf(to);
        Invariant.Require(old >= 0 && current >= 0);
        if (old == current)
        {
            return;
        }

        _sp[old] = r[13];
        r[13] = _sp[current];
        _lr[LinkBankOf(from)] = r[14];
        r[14] = _lr[LinkBankOf(to)];
        _spsr[old] = r[Slot.SavedStatus.Index];
        r[Slot.SavedStatus.Index] = _spsr[current];
        if ((from == ProcessorMode.Fiq) != (to == ProcessorMode.Fiq))
        {
            for (int i = 0; i < FiqRegisters; i++)
            {
                (r[FirstFiqRegister + i], _otherHigh[i]) = (_otherHigh[i], r[FirstFiqRegister + i]);
            }
        }
    }

    /// <summary>The SPSR of <paramref name="mode"/>, while <paramref name="current"/> is current; 0 for a mode that has none.</summary>
    public uint ReadSpsr(ref RegisterFile r, ProcessorMode current, ProcessorMode mode) => SpsrOf(ref r, current, mode);

    /// <summary>Writes the SPSR of a mode that has one.</summary>
    public void WriteSpsr(ref RegisterFile r, ProcessorMode current, ProcessorMode mode, uint value)
    {
        if (HasSpsr(mode))
        {
            SpsrOf(ref r, current, mode) = value;
        }
    }

    /// <summary>Register <paramref name="number"/> (8 to 14) as <paramref name="mode"/> sees it, while <paramref name="current"/> is current.</summary>
    public uint Read(ref RegisterFile r, ProcessorMode current, ProcessorMode mode, int number) =>
        PlaceOf(current, mode, number) is { } place ? place[IndexOf(mode, number)] : r[number];

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public void Write(ref RegisterFile r, ProcessorMode current, ProcessorMode mode, int number, uint value)
    {
        if (PlaceOf(current, mode, number) is { } place)
        {
            place[IndexOf(mode, number)] = value;
        }
        else
        {
            r[number] = value;
        }
    }

    /// <summary>Shows every word kept here, in a fixed order.</summary>
    public void Visit(Action<uint> visit)
    {
        foreach (uint[] bank in (uint[][])[_sp, _lr, _spsr, _otherHigh])
        {
            Array.ForEach(bank, visit);
        }

        visit(ElrHyp);
    }

    // Of modes that have none it stays zero.
    private ref uint SpsrOf(ref RegisterFile r, ProcessorMode current, ProcessorMode mode)
    {
        int bank = BankOf(mode);
        return ref bank == BankOf(current) ? ref r[Slot.SavedStatus.Index] : ref _spsr[bank];
    }

    private uint[]? PlaceOf(ProcessorMode current, ProcessorMode mode, int number) => number switch
    {
        13 => BankOf(mode) == BankOf(current) ? null : _sp,
        14 => LinkBankOf(mode) == LinkBankOf(current) ? null : _lr,
        >= FirstFiqRegister and < 13 => (mode == ProcessorMode.Fiq) == (current == ProcessorMode.Fiq) ? null : _otherHigh,
        _ => null,
    };

    private static int IndexOf(ProcessorMode mode, int number) => number switch
    {
        13 => BankOf(mode),
        14 => LinkBankOf(mode),
        _ => number - FirstFiqRegister,
    };

    private static int LinkBankOf(ProcessorMode mode) => BankOf(mode == ProcessorMode.Hyp ? ProcessorMode.User : mode);

    // By the mode field: User and System, FIQ, IRQ, Supervisor, Abort, Undefined, Monitor, Hyp; -1 for what is no mode.
    private static int BankOf(ProcessorMode mode)
    {
        ReadOnlySpan<sbyte> banks =
        [
            -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
            0, 1, 2, 3, -1, -1, 6, 4, -1, -1, 7, 5, -1, -1, -1, 0,
        ];
        return banks[(int)mode];
    }
}
