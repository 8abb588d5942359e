using Introspect.Arm.Operands;

namespace Introspect.Differential.Tests;

/// <summary>
/// What may stand in a sequence: what goes on with the next instruction, in the same mode and byte order. The rest is for cases of one
/// instruction.
/// </summary>
internal static class SequenceRules
{
    private const uint Pc = 15;

    private static readonly HashSet<string> s_others =
    [
        "Branch", "BranchConditional", "BranchLink", "BranchLinkExchange", "BranchLinkSuffix", "BranchLinkExchangeSuffix",
        "BranchAndExchange", "BranchLinkExchangeRegister", "CompareAndBranch", "TableBranchByte", "TableBranchHalfword",
        "Rfe", "Eret", "SubsPcLr", "LdmExceptionReturn", "Cps", "Setend", "Mcr", "WriteFloatSystem",
    ];

    /// <summary>True when it may; gives operands that keep what follows going.</summary>
    public static bool MayStandIn(DifferCase made, RowFields fields, RandomState state)
    {
        string name = made.Row.Name;
        if (s_others.Contains(name))
        {
            return false;
        }

        foreach (char letter in fields.Registers)
        {
            // n and m are read only; what is stored is not written either.
            if (letter is not ('n' or 'm') && fields.Get(made.Word, letter) == Pc)
            {
                return false;
            }
        }

        switch (name)
        {
            case "MsrImmediate" or "MsrRegister":
                var mask = StatusFields.From(fields.Get(made.Word, 'f'));
                return mask.IsSaved || (mask.Mask & (StatusFields.Control | StatusFields.Extension)) == 0;
            case "WriteFpscr":
                made.Prepare(fields.Get(made.Word, 't'), state.Fpscr());
                return true;
            case "Ldm" or "LdmThumb" or "LdmUser":
                return !(fields.Has('p') && fields.Get(made.Word, 'p') == 1) && fields.Get(made.Word, 'r') >> (int)Pc == 0;
            default:
                return true;
        }
    }
}
