using System.Text;
using System.Text.RegularExpressions;
using Introspect.Devices;
using Introspect.Hypervisor;
using Introspect.Hypervisor.Network;
using Introspect.Inspection;
using Introspect.Machine;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Boot.Tests;

/// <summary>A guest that runs in this process: what it prints is kept, and something can be typed.</summary>
internal sealed class LiveGuest : ICharacterSink, IMachineListener, IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    private readonly StringBuilder _printed = new();
    private readonly GuestMachine _machine;
    private readonly IDisposable _subscription;
    private readonly MachineNetwork? _network;
    private string? _awaited;
    private TaskCompletionSource _found = new();

    /// <summary>A guest; one on a network does not skip the time in which it waits, since others have theirs.</summary>
    public LiveGuest(string name, MachineOptions options, MachineNetwork? network = null)
    {
        _network = network;
        var surroundings = new MachineSurroundings(this, WallClockSeconds: 1_767_225_600, Seed: 1) { Networks = network?.Cards ?? [] };
        _machine = MachineFactory.Create(name, options, surroundings);
        Machine = new LiveMachine(_machine, new LiveMachineOptions { SkipsIdleTime = network is null });
        using (Machine.Hold())
        {
            _subscription = Machine.Subscribe(this);
        }
    }

    public LiveMachine Machine { get; }

    /// <summary>How often the machine has stopped.</summary>
    public int Stops { get; private set; }

    /// <summary>Types, and gives what is printed up to and without a mark.</summary>
    public async Task<string> TypeAsync(string text, string mark, bool stopsThere = false)
    {
        lock (_printed)
        {
            _printed.Clear();
            _awaited = mark;
            _found = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            StopsAtMark = stopsThere;
        }

        _machine.Inputs.Post(_machine.Console!, Encoding.ASCII.GetBytes(text));
        Resume();
        await _found.Task.WaitAsync(s_limit, TestContext.Current.CancellationToken);
        lock (_printed)
        {
            string printed = _printed.ToString();
            return printed[..printed.IndexOf(mark, StringComparison.Ordinal)];
        }
    }

    public void Resume()
    {
        using (Machine.Hold())
        {
            Machine.Resume([.. Machine.Vcpus.Select(static _ => new ResumeAction(ResumeKind.Run))]);
        }
    }

    /// <summary>The lines of a text, without ends of line and escape sequences.</summary>
    public static string[] Lines(string text) =>
        Regex.Replace(text, @"\x1B\[[0-9;]*[A-Za-z]", "").Split('\n', StringSplitOptions.None) is var lines
            ? [.. lines.Select(static line => line.TrimEnd('\r'))]
            : [];

    public void Put(byte character)
    {
        lock (_printed)
        {
            _printed.Append((char)character);
            if (_awaited is not null && character == _awaited[^1] && EndsWith(_awaited))
            {
                _awaited = null;
                if (StopsAtMark)
                {
                    Machine.Interrupt();
                }
                else
                {
                    _found.TrySetResult();
                }
            }
        }
    }

    public void Stopped(StopEvent stop)
    {
        Stops++;
        if (StopsAtMark)
        {
            _found.TrySetResult();
        }
    }

    public void Resumed()
    {
    }

    public void Dispose()
    {
        using (Machine.Hold())
        {
            _subscription.Dispose();
        }

        Machine.Dispose();
        _network?.Dispose();
    }

    private bool StopsAtMark { get; set; }

    private bool EndsWith(string mark) =>
        _printed.Length >= mark.Length && _printed.ToString(_printed.Length - mark.Length, mark.Length) == mark;
}
