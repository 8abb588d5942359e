namespace Introspect.X64;

/// <content>
/// Code that several threads execute at once (docs/parallel.md). It is changed under their feet, so what is changed lies in one instruction and within
/// aligned eight bytes, and a thread can be made to leave from outside: each entry looks at <see cref="VcpuFrame.Leaves"/>.
/// </content>
public sealed unsafe partial class BlockEmitter
{
    private const int PatchBytes = 8, DisplacementBytes = 4;

    private readonly bool _isShared;
    private byte* _kicked;

    // The first instruction is longer than the jump that may replace it: nobody stands within the jump.
    private byte* EmitSharedEntry()
    {
        _code.ArithmeticLong(Alu.Sub, FrameFields.Budget, (uint)_block.Instructions);
        byte* shortOfBudget = _code.JumpIf(HostCondition.Sign);
        _code.Arithmetic(Alu.Cmp, FrameFields.Leaves, 0u);
        _kicked = _code.JumpIf(HostCondition.NotEqual);
        return shortOfBudget;
    }

    private void LandKicked()
    {
        if (_isShared)
        {
            _code.Bind(_kicked);
        }
    }

    // The displacement of the jump to come, a byte behind its start, can be written in one step.
    private void AlignLink()
    {
        if (_isShared)
        {
            while (((nuint)_code.Position + 1) % PatchBytes > PatchBytes - DisplacementBytes)
            {
                _code.Nop();
            }
        }
    }

    // The host keeps all orders but that of a store and a later load; an exchange keeps that one too, and the flags stay. What is written is junk: the
    // site is set by whoever leaves.
    private void EmitFence()
    {
        if (_isShared)
        {
            _code.Exchange(FrameFields.Site, Host.Rax);
        }
    }
}
