using Introspect.Cpu.Dispatch;

namespace Introspect.Differential.Tests;

/// <summary>What came out of a batch on both of our engines and on QEMU.</summary>
internal sealed class BatchRun
{
    private readonly byte[] _interpreted;
    private readonly byte[] _translated;
    private readonly byte[] _qemu;

    private BatchRun(byte[] interpreted, byte[] translated, byte[] qemu, string? trouble, int done)
    {
        (_interpreted, _translated, _qemu) = (interpreted, translated, qemu);
        (Trouble, Done) = (trouble, done);
    }

    /// <summary>What went wrong with our machine as a whole; null when nothing did.</summary>
    public string? Trouble { get; }

    /// <summary>How many cases came to an end on our machine.</summary>
    public int Done { get; }

    /// <summary>Runs the cases: QEMU beside our machine.</summary>
    public static async Task<BatchRun> OfAsync(string qemu, Profile profile, IReadOnlyList<BatchCase> cases)
    {
        byte[] batch = QemuRunner.Batch(cases);
        Task<byte[]> expected = QemuRunner.RunAsync(qemu, profile, batch, cases.Count);
        (byte[] interpreted, int done, string? trouble) = MachineRunner.Run(profile, batch, cases.Count, Engine.Interpreter);
        byte[] translated = trouble is null ? MachineRunner.Run(profile, batch, cases.Count, Engine.Translator).Records : interpreted;
        return new BatchRun(interpreted, translated, await expected, trouble, done);
    }

    /// <summary>A result of the interpreter.</summary>
    public DifferResult Interpreted(int index) => MachineRunner.Record(_interpreted, index);

    /// <summary>True when all three did the same, but for what the manual calls UNKNOWN.</summary>
    public bool IsEqual(int index) => EnginesAgree(index) && Normal(_interpreted, index).Equals(Normal(_qemu, index));

    /// <summary>What differs, as text; empty when nothing does.</summary>
    public IEnumerable<string> Differences(int index, DifferAddresses at) => EnginesAgree(index)
        ? Normal(_interpreted, index).DifferencesTo(Normal(_qemu, index), at)
        : MachineRunner.Record(_translated, index).DifferencesTo(Interpreted(index), at)
            .Select(difference => difference.Replace("QEMU", "the interpreter", StringComparison.Ordinal));

    /// <summary>Why the case is open; null when it is not, and never when our engines differ.</summary>
    public string? ReasonToDiffer(int index, DifferCase made, RowFields fields) =>
        EnginesAgree(index) ? OpenCases.ReasonToDiffer(made, fields, Normal(_interpreted, index), Normal(_qemu, index)) : null;

    // Between our two engines nothing is open.
    private bool EnginesAgree(int index) => MachineRunner.Record(_translated, index).Equals(Interpreted(index));

    private static DifferResult Normal(byte[] records, int index)
    {
        byte[] record = records.AsSpan(index * DifferLayout.ResultSize, DifferLayout.ResultSize).ToArray();
        OpenCases.Normalise(record);
        return new DifferResult(record);
    }
}
