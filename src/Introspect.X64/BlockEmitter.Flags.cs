using Introspect.Ir;

namespace Introspect.X64;

/// <summary>What the host's flags still say about the guest's.</summary>
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

/// <content>Flags and conditions.</content>
public sealed unsafe partial class BlockEmitter
{
    /// <summary>The host's flags are the guest's new ones: those that are wanted go to their slots, and skips behind may use them.</summary>
    private void SetFlags(HostFlags flags)
    {
        FlagSet wanted = _wanted[_index];
        SetFlag(wanted & FlagSet.N, Slot.N, HostCondition.Sign);
        SetFlag(wanted & FlagSet.Z, Slot.Z, HostCondition.Equal);
        if (flags != HostFlags.NZ)
        {
            SetFlag(wanted & FlagSet.C, Slot.C, flags == HostFlags.Add ? HostCondition.Below : HostCondition.AboveOrEqual);
            SetFlag(wanted & FlagSet.V, Slot.V, HostCondition.Overflow);
        }

        _hostFlags = flags;
    }

    // A flag's slot is always 0 or 1: its low byte is all there is to write.
    private void SetFlag(FlagSet wanted, Slot slot, HostCondition condition)
    {
        if (wanted != FlagSet.None)
        {
            _code.Set(condition, PinnedRegisters.Home(slot.Index));
        }
    }

    private void EmitSkipUnless(in IrOp op, HostFlags flags)
    {
        SpillTemporary();
        var condition = (Condition)op.Size;
        if (condition == Condition.Always)
        {
            return;
        }

        if (!TryFromHost(condition, flags, out HostCondition holds))
        {
            holds = Evaluate(condition);
        }
        else
        {
            _hostFlags = flags;
        }

        Skip((HostCondition)((byte)holds ^ 1), op);
    }

    private void Skip(HostCondition condition, in IrOp op) => _skips.Add(((nint)_code.JumpIf(condition), (int)op.Imm));

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

    // From the slots; NotEqual holds when the condition does, or its opposite for the odd ones.
    private HostCondition Evaluate(Condition condition)
    {
        switch ((uint)condition >> 1)
        {
            case 0:
                TestFlag(Slot.Z);
                break;
            case 1:
                TestFlag(Slot.C);
                break;
            case 2:
                TestFlag(Slot.N);
                break;
            case 3:
                TestFlag(Slot.V);
                break;
            case 4:
                // C and not Z: C > Z as numbers.
                _code.Load(Host.Rax, PinnedRegisters.Home(Slot.C.Index));
                _code.Arithmetic(Alu.Cmp, Host.Rax, PinnedRegisters.Home(Slot.Z.Index));
                return (condition & (Condition)1) == 0 ? HostCondition.Above : HostCondition.BelowOrEqual;
            case 5:
                _code.Load(Host.Rax, PinnedRegisters.Home(Slot.N.Index));
                _code.Arithmetic(Alu.Cmp, Host.Rax, PinnedRegisters.Home(Slot.V.Index));
                return (condition & (Condition)1) == 0 ? HostCondition.Equal : HostCondition.NotEqual;
            default:
                _code.Load(Host.Rax, PinnedRegisters.Home(Slot.N.Index));
                _code.Arithmetic(Alu.Xor, Host.Rax, PinnedRegisters.Home(Slot.V.Index));
                _code.Arithmetic(Alu.Or, Host.Rax, PinnedRegisters.Home(Slot.Z.Index));
                return (condition & (Condition)1) == 0 ? HostCondition.Equal : HostCondition.NotEqual;
        }

        return (condition & (Condition)1) == 0 ? HostCondition.NotEqual : HostCondition.Equal;
    }

    private void TestFlag(Slot flag) => _code.Arithmetic(Alu.Cmp, PinnedRegisters.Home(flag.Index), 0);
}
