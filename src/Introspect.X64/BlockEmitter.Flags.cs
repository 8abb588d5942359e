using System.Diagnostics;
using Introspect.Ir;

namespace Introspect.X64;

/// <summary>What the host's flags say about the guest's.</summary>
internal enum HostFlags : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>All four, the carry as after an addition.</summary>
    Add,

    /// <summary>All four, the host's carry being the opposite of the guest's.</summary>
    Subtract,

    /// <summary>N and Z.</summary>
    NZ,
}

/// <content>
/// Flags and conditions. The newest flags are in the host's, in the frame (<see cref="PackedFlags"/>), or in both. Whoever is about to
/// change the host's flags saves first what somebody still wants.
/// </content>
public sealed unsafe partial class BlockEmitter
{
    private HostFlags _hostFlags;

    // Flags whose value is in the host's flags only.
    private FlagSet _dirty;

    private static MemoryOperand UpperFlags => FrameFields.Byte(FrameFields.Flags, PackedFlags.UpperByte);

    private static MemoryOperand OverflowFlag => FrameFields.Byte(FrameFields.Flags, PackedFlags.OverflowByte);

    private void ForgetFlags()
    {
        _hostFlags = HostFlags.None;
        _dirty = FlagSet.None;
    }

    /// <summary>An operation changes the host's flags: what is wanted in it or behind it is saved, all else forgotten.</summary>
    private void LoseHostFlags(in IrOp op)
    {
        FlushFlags(FlagLiveness.WantedBefore(op, _wanted[_index]));
        _hostFlags = HostFlags.None;
    }

    private void FlushFlags(FlagSet wanted = FlagSet.All)
    {
        FlagSet lost = _dirty & wanted;
        _dirty = FlagSet.None;
        _hostFlags = FlushFlags(_hostFlags, lost);
    }

    /// <summary>Saves flags from the host's to the frame; RAX is lost. Returns what the host's flags hold then.</summary>
    private HostFlags FlushFlags(HostFlags flags, FlagSet lost)
    {
        if (lost == FlagSet.None)
        {
            return flags;
        }

        Debug.Assert(flags != HostFlags.None, "Flags are wanted that nobody has any more.");
        if (flags == HostFlags.NZ)
        {
            // The carry in the frame stays, the host's being zero.
            _code.FlagsToAh();
            _code.LoadAl(UpperFlags);
            _code.AndAl(PackedFlags.CarryInUpper);
            _code.AhOrAl();
            _code.StoreAh(UpperFlags);
            if (_testedRegister is not { } tested)
            {
                return HostFlags.None;
            }

            _code.Test(tested, tested);
            return HostFlags.NZ;
        }

        if (flags == HostFlags.Add)
        {
            _code.ComplementCarry();
        }

        _code.FlagsToAh();
        _code.Set(HostCondition.Overflow, Host.Rax);
        _code.Store16(FrameFields.Flags, Host.Rax);
        return HostFlags.Subtract;
    }

    /// <summary>All flags from the frame to the host's, in the form that <paramref name="flags"/> says; RAX is lost.</summary>
    private void RestoreFlags(HostFlags flags)
    {
        if (flags == HostFlags.None)
        {
            return;
        }

        _code.LoadExtended(ZeroExtend16, Host.Rax, FrameFields.Flags);
        _code.AddToAl(0x7F);
        _code.AhToFlags();
        if (flags == HostFlags.Add)
        {
            _code.ComplementCarry();
        }
    }

    /// <summary>The host's flags are the guest's new ones.</summary>
    private void SetFlags(HostFlags flags)
    {
        _hostFlags = flags;
        _dirty = _wanted[_index] & (flags == HostFlags.NZ ? FlagSet.N | FlagSet.Z : FlagSet.All);
    }

    /// <summary>True for operations whose code leaves the host's flags alone.</summary>
    private bool KeepsHostFlags(ReadOnlySpan<IrOp> ops, int index)
    {
        ref readonly IrOp op = ref ops[index];
        if (FlagLiveness.UsesFlagSlot(op))
        {
            return false;
        }

        return op.Code switch
        {
            Op.Nop or Op.Fence or Op.Move or Op.Not or Op.Add or Op.ReverseBytes or Op.SignExtend8 or Op.SignExtend16 => true,
            Op.Subtract => op.B == Slot.None.Index && op.A != Slot.None.Index,
            Op.RotateRight => op.B == Slot.None.Index && HostCpu.HasBmi2,
            Op.ShiftLeft => IsScaling(ops, index),
            Op.Load8 or Op.Load16 or Op.Load32 or Op.LoadSigned8 or Op.LoadSigned16 or Op.Load64 or
                Op.Store8 or Op.Store16 or Op.Store32 or Op.Store64 => IsFlaglessAccess(op, index),
            _ => false,
        };
    }

    private void EmitSetNZ(in IrOp op)
    {
        Host value = Read(op.A, Host.Rax);
        _code.Test(value, value);
        _testedRegister = value == Host.Rax ? null : value;
        SetFlags(HostFlags.NZ);
    }

    // A flag's slot is written like any other: 0 or 1.
    private void WriteFlag(byte slot, Host value)
    {
        (MemoryOperand place, byte bit, int shift, bool isInverted) = PlaceOf(slot);
        _code.Move(Host.Rax, value);
        if (isInverted)
        {
            _code.Arithmetic(Alu.Xor, Host.Rax, 1);
        }

        if (shift != 0)
        {
            _code.Shifted(Shift.Shl, Host.Rax, shift);
        }

        _code.ArithmeticByte(Alu.And, place, (byte)~bit);
        _code.ArithmeticByte(Alu.Or, place, Host.Rax);
    }

    private void WriteFlag(byte slot, uint value)
    {
        (MemoryOperand place, byte bit, _, bool isInverted) = PlaceOf(slot);
        if ((value != 0) != isInverted)
        {
            _code.ArithmeticByte(Alu.Or, place, bit);
        }
        else
        {
            _code.ArithmeticByte(Alu.And, place, (byte)~bit);
        }
    }

    private void ReadFlag(byte slot, Host target)
    {
        (MemoryOperand place, _, int shift, bool isInverted) = PlaceOf(slot);
        _code.LoadExtended(ZeroExtend8, target, place);
        if (shift != 0)
        {
            _code.Shifted(Shift.Shr, target, shift);
        }

        _code.Arithmetic(Alu.And, target, 1);
        if (isInverted)
        {
            _code.Arithmetic(Alu.Xor, target, 1);
        }
    }

    private static bool IsFlag(byte slot) => slot >= Slot.N.Index && slot <= Slot.V.Index;

    private static (MemoryOperand Place, byte Bit, int Shift, bool IsInverted) PlaceOf(byte flag) =>
        flag == Slot.N.Index ? (UpperFlags, PackedFlags.NegativeInUpper, 7, false)
        : flag == Slot.Z.Index ? (UpperFlags, PackedFlags.ZeroInUpper, 6, false)
        : flag == Slot.C.Index ? (UpperFlags, PackedFlags.CarryInUpper, 0, true)
        : (OverflowFlag, (byte)1, 0, false);

    private void EmitSkipUnless(ReadOnlySpan<IrOp> ops, in IrOp op)
    {
        SpillTemporary();
        var condition = (Condition)op.Size;
        if (condition == Condition.Always)
        {
            return;
        }

        // A branch within the page leaves by the conditional jump itself.
        ref readonly IrOp next = ref ops[Math.Min(_index + 1, ops.Length - 1)];
        bool isBranch = next.Code == Op.Jump && next.B == Slot.None.Index && IsWithinPage(next.Imm) && op.Imm == _index + 2 && !_changesState;
        bool keeps = !isBranch && KeepsFlagsUntil(ops, (int)op.Imm);
        if (!keeps)
        {
            FlushFlags(FlagLiveness.WantedBefore(op, _wanted[_index]));
        }

        HostCondition holds = EmitCondition(condition);
        if (isBranch)
        {
            FlushFlags();
            _slowPaths.Add(new SlowPath(SlowPathKind.Connect, (nint)_code.JumpIf(holds), next.Imm));
            _index++;
            return;
        }

        _skips.Add(new Skipped((nint)_code.JumpIf(Inverse(holds)), (int)op.Imm, keeps));
    }

    private void EmitSkipIf(in IrOp op)
    {
        LoseHostFlags(op);
        SpillTemporary();
        Host tested = Read(op.A, Host.Rax);
        _code.Test(tested, tested);
        HostCondition skips = op.Code == Op.SkipIfZero ? HostCondition.Equal : HostCondition.NotEqual;
        _skips.Add(new Skipped((nint)_code.JumpIf(skips), (int)op.Imm, KeepsFlags: false));
    }

    private bool KeepsFlagsUntil(ReadOnlySpan<IrOp> ops, int target)
    {
        foreach (Skipped pending in _skips)
        {
            // Where that one lands, flags are saved on one of the ways only.
            if (!pending.KeepsFlags && pending.Target > _index && pending.Target <= target)
            {
                return false;
            }
        }

        for (int i = _index + 1; i < target; i++)
        {
            if (!KeepsHostFlags(ops, i))
            {
                return false;
            }
        }

        return true;
    }

    // Skips that land in front of this operation come from elsewhere: the temporary is not known any more, nor the host's flags where
    // what was skipped changed them.
    private void Land()
    {
        bool lands = false;
        foreach (Skipped skip in _skips)
        {
            if (skip.Target != _index)
            {
                continue;
            }

            if (!lands)
            {
                SpillTemporary();
                ForgetTemporary();
                ForgetAlignment();
                LandVectors();
                lands = true;
            }

            if (!skip.KeepsFlags)
            {
                FlushFlags();
                _hostFlags = HostFlags.None;
            }
        }

        if (!lands)
        {
            return;
        }

        foreach (Skipped skip in _skips)
        {
            if (skip.Target == _index)
            {
                _code.Bind((byte*)skip.Place);
            }
        }
    }

    private static HostCondition Inverse(HostCondition condition) => (HostCondition)((byte)condition ^ 1);

    /// <summary>Makes the host's flags such that the returned condition holds when the guest's does.</summary>
    private HostCondition EmitCondition(Condition condition)
    {
        if (TryFromHost(condition, _hostFlags, out HostCondition holds))
        {
            return holds;
        }

        FlushFlags();
        if (condition < Condition.UnsignedHigher)
        {
            _hostFlags = HostFlags.None;
            return TestFlag(condition);
        }

        RestoreFlags(HostFlags.Subtract);
        _hostFlags = HostFlags.Subtract;
        TryFromHost(condition, _hostFlags, out holds);
        return holds;
    }

    // One flag in the frame.
    private HostCondition TestFlag(Condition condition)
    {
        byte slot = ((uint)condition >> 1) switch
        {
            0 => Slot.Z.Index,
            1 => Slot.C.Index,
            2 => Slot.N.Index,
            _ => Slot.V.Index,
        };
        (MemoryOperand place, byte bit, _, bool isInverted) = PlaceOf(slot);
        _code.TestByte(place, bit);
        bool holdsWhenSet = ((uint)condition & 1) == 0;
        return holdsWhenSet != isInverted ? HostCondition.NotEqual : HostCondition.Equal;
    }

    // The host's condition that says the same, as long as its flags do.
    private static bool TryFromHost(Condition condition, HostFlags flags, out HostCondition holds)
    {
        holds = condition switch
        {
            Condition.Equal => HostCondition.Equal,
            Condition.NotEqual => HostCondition.NotEqual,
            Condition.Minus => HostCondition.Sign,
            Condition.Plus => HostCondition.NoSign,
            Condition.CarrySet => flags == HostFlags.Subtract ? HostCondition.AboveOrEqual : HostCondition.Below,
            Condition.CarryClear => flags == HostFlags.Subtract ? HostCondition.Below : HostCondition.AboveOrEqual,
            Condition.Overflow => HostCondition.Overflow,
            Condition.NoOverflow => HostCondition.NoOverflow,
            Condition.UnsignedHigher => HostCondition.Above,
            Condition.UnsignedLowerOrSame => HostCondition.BelowOrEqual,
            Condition.SignedGreaterOrEqual => HostCondition.GreaterOrEqual,
            Condition.SignedLess => HostCondition.Less,
            Condition.SignedGreater => HostCondition.Greater,
            _ => HostCondition.LessOrEqual,
        };
        return flags switch
        {
            HostFlags.None => false,
            HostFlags.NZ => condition <= Condition.NotEqual || condition is Condition.Minus or Condition.Plus,
            HostFlags.Add => condition is not (Condition.UnsignedHigher or Condition.UnsignedLowerOrSame),
            _ => true,
        };
    }
}
