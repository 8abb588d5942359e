using System.Collections.Immutable;
using Introspect.Arm;
using Introspect.Cpu;
using Introspect.Cpu.Dispatch;
using Introspect.Machine.Translations;

namespace Introspect.Machine.Lockstep;

/// <summary>
/// Finds the first difference of two machines by running them again. The interpreter is slow but does not mind where it stops: it is run
/// once for many points. What the translator executes depends on where it stops, so it is run anew for each point.
/// </summary>
/// <param name="start">Makes a machine at its start.</param>
/// <param name="notice">Is told what goes on.</param>
/// <param name="cancellation">Ends the search.</param>
internal sealed class DifferenceSearch(Func<Engine, LockstepSide> start, Action<string> notice, CancellationToken cancellation)
{
    // Points for which the interpreter is run once.
    private const ulong MaxPoints = 1024;

    // The run that shows the difference is looked for within the last blocks in front of it.
    private const ulong LongestRun = 2 * BlockTranslator.MaxInstructions;

    /// <summary>The difference that first shows behind <paramref name="equal"/>, and shows at <paramref name="different"/>.</summary>
    public LockstepDifference Find(ulong equal, ulong different)
    {
        while (different - equal > 1)
        {
            (equal, different) = Narrow(equal, different);
        }

        notice($"The first difference shows after {different} instructions; looking for the shortest run that leads to it.");
        Run run = Minimise(different);
        return Describe(run);
    }

    private (ulong Equal, ulong Different) Narrow(ulong equal, ulong different)
    {
        ulong step = (different - equal + MaxPoints - 1) / MaxPoints;
        List<Point> points = Record(equal, different, step);
        int low = 0, high = points.Count - 1;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            using LockstepSide translated = Start(Engine.Translator);
            translated.AdvanceTo(points[middle].Count);
            (low, high) = translated.Sample() == points[middle].Hash ? (middle, high) : (low, middle);
        }

        return (points[low].Count, points[high].Count);
    }

    // The latest start in front of the difference that still leads to it, then the earliest end.
    private Run Minimise(ulong different)
    {
        ulong earliest = different - Math.Min(different, LongestRun);
        List<Point> points = Record(earliest, different, step: 1);
        for (int first = points.Count - 2; first >= 0; first--)
        {
            if (!Differs(points[first], points[^1], isCut: false))
            {
                continue;
            }

            for (int end = first + 1; end < points.Count - 1; end++)
            {
                if (Differs(points[first], points[end], isCut: true))
                {
                    return new Run(points[first], points[end], IsCut: true, IsMinimal: true);
                }
            }

            return new Run(points[first], points[^1], IsCut: false, IsMinimal: true);
        }

        return new Run(points[0], points[^1], IsCut: false, IsMinimal: false);
    }

    private bool Differs(Point first, Point end, bool isCut)
    {
        using LockstepSide? translated = TryRun(new Run(first, end, isCut, IsMinimal: true));
        return translated is not null && translated.Sample() != end.Hash;
    }

    // A run that ends in the middle of a block is cut by a breakpoint there: then what is left of the block is translated, and executed as
    // translated. Null when it cannot be cut, since the guest comes by the same place more than once or was interrupted.
    private LockstepSide? TryRun(Run run)
    {
        LockstepSide translated = Start(Engine.Translator);
        if (run.IsMinimal)
        {
            translated.AdvanceTo(run.First.Count);
        }

        if (!run.IsCut)
        {
            translated.AdvanceTo(run.End.Count);
            return translated;
        }

        Machine machine = translated.Machine;
        if (machine.Prepare() is { } vcpu)
        {
            machine.Code.SetBreakpoint(run.End.Pcs[vcpu.Index], true);
            TurnEnd end = TurnEnd.Ran;
            while (end == TurnEnd.Ran && machine.Instructions <= run.End.Count)
            {
                // One more, for the breakpoint counts in its block until it is met.
                end = machine.Turn(run.End.Count + 1 - machine.Instructions).End;
            }

            if (end == TurnEnd.Breakpoint && machine.Instructions == run.End.Count)
            {
                return translated;
            }
        }

        translated.Dispose();
        return null;
    }

    private LockstepDifference Describe(Run run)
    {
        using LockstepSide interpreted = Start(Engine.Interpreter), translated = TryRun(run)!;
        interpreted.AdvanceTo(run.First.Count);
        int index = interpreted.Machine.Prepare()?.Index ?? 0;
        Vcpu vcpu = interpreted.Machine.Vcpus[index];
        ImmutableArray<NamedValue> before = [.. VcpuValues.Read(vcpu)];
        var blocks = new List<BlockImage>();
        ulong covered = run.First.Count;
        for (ulong count = run.First.Count; count < run.End.Count; count++)
        {
            interpreted.AdvanceTo(count);
            if (count >= covered && FindBlock(translated.Machine, vcpu.Pc, vcpu.State) is { } block)
            {
                blocks.Add(block);
                covered = count + (uint)block.Instructions.Length;
            }
        }

        interpreted.AdvanceTo(run.End.Count);
        return new LockstepDifference
        {
            Start = run.First.Count,
            End = run.End.Count,
            IsMinimal = run.IsMinimal,
            Vcpu = index,
            Before = before,
            Fields = [.. MachineComparison.Compare(interpreted.Machine, translated.Machine)],
            Blocks = [.. blocks.DistinctBy(static block => (block.Address, block.State))],
        };
    }

    private static BlockImage? FindBlock(Machine machine, uint address, ExecutionState state) =>
        BlockImage.FindAll(machine, address).FirstOrDefault(block => block.State == state);

    // The interpreted machine at the ends of an interval and at every step within it.
    private List<Point> Record(ulong from, ulong to, ulong step)
    {
        using LockstepSide interpreted = Start(Engine.Interpreter);
        var points = new List<Point>();
        for (ulong count = from; ; count = Math.Min(to, count + step))
        {
            cancellation.ThrowIfCancellationRequested();
            interpreted.AdvanceTo(count);
            points.Add(new Point(count, interpreted.Sample(), [.. interpreted.Machine.Vcpus.Select(static vcpu => vcpu.Pc)]));
            if (count == to)
            {
                return points;
            }
        }
    }

    private LockstepSide Start(Engine engine)
    {
        cancellation.ThrowIfCancellationRequested();
        return start(engine);
    }

    // What the interpreted machine is after so many instructions.
    private sealed record Point(ulong Count, ulong Hash, uint[] Pcs);

    private sealed record Run(Point First, Point End, bool IsCut, bool IsMinimal);
}
