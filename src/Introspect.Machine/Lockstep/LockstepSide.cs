namespace Introspect.Machine.Lockstep;

/// <summary>
/// One machine on its way. It stops, and is sampled, at the same instruction counts in every run, since where a run stops decides which
/// blocks are executed whole.
/// </summary>
internal sealed class LockstepSide(LockstepMachine machine, LockstepOptions options) : IDisposable
{
    private readonly StateHash _hash = new(machine.Machine);
    private ulong _at;

    /// <summary>The machine.</summary>
    public Machine Machine => machine.Machine;

    /// <summary>True when the guest has done what it was started for.</summary>
    public bool HasReachedEnd => machine.HasReachedEnd();

    /// <summary>True when the guest executes no more: its run is over, or it waits for nothing.</summary>
    public bool IsOver => Machine.Instructions < _at;

    /// <summary>Goes on to an instruction count. Returns what was sampled at the stops on the way.</summary>
    public List<ulong> AdvanceTo(ulong count)
    {
        var samples = new List<ulong>();
        while (_at < count)
        {
            ulong stop = _at - (_at % options.Every) + options.Every;
            _at = Math.Min(count, stop);
            Run();
            if (_at == stop)
            {
                samples.Add(_at % options.Lap == 0 ? _hash.Sample() : _hash.SampleVcpus());
            }
        }

        return samples;
    }

    /// <summary>As <see cref="AdvanceTo"/>, and the last sample is one of everything.</summary>
    public List<ulong> RunLapTo(ulong count)
    {
        List<ulong> samples = AdvanceTo(count);
        if (count % options.Lap != 0)
        {
            samples.Add(_hash.Sample());
        }

        return samples;
    }

    /// <summary>The state now.</summary>
    public ulong Sample() => _hash.Sample();

    public void Dispose() => Machine.Dispose();

    private void Run()
    {
        while (Machine.Instructions < _at && Machine.End is null)
        {
            if (Machine.Turn(_at - Machine.Instructions).End == TurnEnd.Idle)
            {
                if (Machine.NextEventNs == ulong.MaxValue && !Machine.Inputs.HasPosted)
                {
                    return;
                }

                Machine.SkipIdleTime();
            }
        }
    }
}
