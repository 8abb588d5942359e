using Introspect.Cpu.Dispatch;

namespace Introspect.Machine.Lockstep;

/// <summary>
/// Runs a guest on two machines, interpreted and translated, side by side, and compares them as they go. A difference is looked for from the
/// start again, on new machines: a machine is a function of its initial state, so it does the same each time.
/// </summary>
/// <param name="create">Makes a machine with the given engine at its start. All that it makes are alike but for the engine.</param>
/// <param name="options">Where to compare.</param>
/// <param name="notice">Is told what goes on when it takes long.</param>
public sealed class LockstepTester(Func<Engine, LockstepMachine> create, LockstepOptions options, Action<string> notice)
{
    /// <summary>Runs until the guest is over, or for as many instructions as the options say.</summary>
    public async Task<LockstepResult> RunAsync(CancellationToken cancellation)
    {
        using LockstepSide interpreted = Start(Engine.Interpreter), translated = Start(Engine.Translator);
        ulong equal = 0;
        while (equal < options.Instructions && !interpreted.IsOver && !interpreted.HasReachedEnd)
        {
            cancellation.ThrowIfCancellationRequested();
            ulong end = Math.Min(options.Instructions, equal + options.Lap);
            List<ulong>[] samples = await Task.WhenAll(
                Task.Run(() => interpreted.RunLapTo(end), CancellationToken.None),
                Task.Run(() => translated.RunLapTo(end), CancellationToken.None)).ConfigureAwait(false);
            int different = samples[0].Zip(samples[1]).TakeWhile(static pair => pair.First == pair.Second).Count();
            if (different < samples[0].Count)
            {
                ulong at = Math.Min(end, equal + (options.Every * ((ulong)different + 1)));
                notice($"The machines differ after {at} instructions, and were equal after {equal}.");
                var search = new DifferenceSearch(Start, notice, cancellation);
                return new LockstepResult(equal, interpreted.HasReachedEnd, search.Find(equal, at));
            }

            equal = end;
        }

        return new LockstepResult(interpreted.Machine.Instructions, interpreted.HasReachedEnd, Difference: null);
    }

    private LockstepSide Start(Engine engine) => new(create(engine), options);
}
