using Introspect.Arm.Decoding;

namespace Introspect.Differential.Tests;

/// <summary>
/// Random sequences of a profile in one state, compared as wholes. Of one that differs every beginning is run, and the instruction that
/// makes the difference is run alone, from the state that it met: then it is known, or an open case, or news.
/// </summary>
internal sealed class SequenceRun(Profile profile, bool isThumb, int seed)
{
    private const int InstructionsOfSequence = 64, SequencesOfBatch = 8000, SearchedAtOnce = 150;
    private const int DifferencesKept = 100, DifferencesShown = 8, WordsShown = 6;

    private readonly Dictionary<string, int> _open = [];
    private readonly InstructionDecoder _decoder = new(profile.Model);
    private readonly RowRegister _rows = new();
    private long _instructions;
    private long _sequences;

    /// <summary>A line for each difference that nothing explains.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>What was compared, from which seed, and the open cases that were met.</summary>
    public string Summary
    {
        get
        {
            string open = string.Concat(_open.OrderByDescending(open => open.Value).Select(open => $"\n  {open.Value} open: {open.Key}"));
            string state = isThumb ? "Thumb" : "A32";
            return $"{profile} {state} DIFFER_SEED={seed}: {_instructions} instructions in {_sequences} sequences, {Differences.Count} differ{open}";
        }
    }

    /// <summary>Runs sequences until so many instructions are compared; each batch has a seed of its own, the next number.</summary>
    public async Task RunAsync(string qemu, long instructions)
    {
        int batchSeed = seed;
        Task<InstructionSequence[]> next = Begin(batchSeed, instructions);
        while (_instructions < instructions && Differences.Count < DifferencesKept)
        {
            InstructionSequence[] sequences = await next;
            long left = instructions - _instructions - sequences.Sum(sequence => sequence.Instructions.Count);
            next = Begin(unchecked(batchSeed + 1), left);
            await CompareAsync(qemu, sequences, batchSeed);

            // What differed was compared only in part.
            batchSeed++;
            next = left > 0 ? next : Begin(batchSeed, instructions - _instructions);
        }

        Task<InstructionSequence[]> Begin(int seedOfBatch, long count) => Task.Run(() => Generate(seedOfBatch, count));
    }

    private InstructionSequence[] Generate(int batchSeed, long instructions)
    {
        var generator = new SequenceGenerator(profile, isThumb, _rows, _decoder, batchSeed);
        List<InstructionSequence> made = [];
        int bytes = DifferLayout.HeaderSize;
        while (made.Count < SequencesOfBatch && instructions > 0 && bytes + DifferLayout.CaseSize + DifferLayout.MaxCodeSize <= DifferLayout.MaxBatch)
        {
            made.Add(generator.Next(InstructionsOfSequence));
            bytes += made[^1].Size;
            instructions -= made[^1].Instructions.Count;
        }

        return [.. made];
    }

    private async Task CompareAsync(string qemu, InstructionSequence[] sequences, int batchSeed)
    {
        BatchRun run = await BatchRun.OfAsync(qemu, profile, sequences);
        if (run.Trouble is not null)
        {
            Differences.Add($"DIFFER_SEED={batchSeed}: our machine: {run.Trouble} in sequence {run.Done}");
        }

        InstructionSequence[] different = [.. sequences.Where((_, i) => !run.IsEqual(i))];
        _sequences += sequences.Length;
        _instructions += sequences.Where((_, i) => run.IsEqual(i)).Sum(sequence => sequence.Instructions.Count);
        if (run.Trouble is null)
        {
            foreach (InstructionSequence[] some in different.Chunk(SearchedAtOnce))
            {
                await SearchAsync(qemu, some, batchSeed);
            }
        }
    }

    private async Task SearchAsync(string qemu, InstructionSequence[] different, int batchSeed)
    {
        InstructionSequence[] beginnings =
            [.. different.SelectMany(whole => Enumerable.Range(0, whole.Instructions.Count + 1).Select(whole.Prefix))];
        List<(DifferCase Alone, string Whole)> culprits = [];
        BatchRun run = await BatchRun.OfAsync(qemu, profile, beginnings);
        int first = 0;
        foreach (InstructionSequence whole in different)
        {
            int length = whole.Instructions.Count;
            int at = Enumerable.Range(1, length).FirstOrDefault(i => !run.IsEqual(first + i));
            if (at == 0)
            {
                Differences.Add($"DIFFER_SEED={batchSeed}: a sequence of {profile} differs only after those before it");
            }
            else
            {
                // What came before it counts as compared.
                _instructions += at - 1;
                culprits.Add((
                    whole.Instructions[at - 1].From(run.Interpreted(first + at - 1)),
                    $"{string.Join("; ", run.Differences(first + at, profile.At).Take(DifferencesShown))}; behind {Words(whole, at - 1)}"));
            }

            first += length + 1;
        }

        if (culprits.Count > 0)
        {
            await JudgeAsync(qemu, culprits, batchSeed);
        }
    }

    // What led to an instruction: the words of those before it.
    private static string Words(InstructionSequence whole, int instruction) => string.Join(
        ' ', whole.Instructions.Take(instruction).TakeLast(WordsShown).SelectMany(made => made.Pieces).Select(piece => $"{piece.Word:x4}"));

    private async Task JudgeAsync(string qemu, List<(DifferCase Alone, string Whole)> culprits, int batchSeed)
    {
        var text = new CaseText(_decoder, _rows);
        BatchRun run = await BatchRun.OfAsync(qemu, profile, [.. culprits.Select(culprit => culprit.Alone)]);
        for (int i = 0; i < culprits.Count; i++)
        {
            (DifferCase alone, string whole) = culprits[i];
            if (run.ReasonToDiffer(i, alone, _rows.Fields(alone.Row)) is { } reason && !run.IsEqual(i))
            {
                _open[reason] = _open.GetValueOrDefault(reason) + 1;
                _instructions++;
                continue;
            }

            string difference = run.IsEqual(i)
                ? $"only in its sequence: {whole}"
                : string.Join("; ", run.Differences(i, profile.At).Take(DifferencesShown));
            Differences.Add($"DIFFER_SEED={batchSeed} {text.Describe(alone)}: {difference}");
        }
    }
}
