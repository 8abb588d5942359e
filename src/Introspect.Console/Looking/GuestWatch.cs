using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Introspect.Core;
using Introspect.Core.Symbols;

namespace Introspect.Console.Looking;

/// <summary>
/// The guest's kernel beside the console. Tasks are read in the background once a second while somebody wants them, names of addresses when
/// somebody asked for them: the first time the kernel has to be found, which takes longer than a frame. The guest goes on meanwhile.
/// </summary>
internal sealed class GuestWatch(IKernelSight guest, TimeProvider time, Action<Action> inBackground) : ISymbols
{
    private const int MaxNames = 4096;

    private static readonly TimeSpan s_tasksInterval = TimeSpan.FromSeconds(1);

    // A kernel that starts gets its names while it does, and a module brings more.
    private static readonly TimeSpan s_namesInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<uint, string?> _names = [];
    private readonly ConcurrentQueue<uint> _asked = [];
    private volatile GuestReading _reading = new(null, null);
    private volatile bool _isBusy;
    private long? _tasksAt, _namesAt;

    /// <summary>What was read last.</summary>
    public GuestReading Reading => _reading;

    /// <summary>Reads again what is old, when somebody wants it.</summary>
    public void Refresh(bool wantsTasks)
    {
        bool readsTasks = wantsTasks && IsOld(_tasksAt, s_tasksInterval);
        bool forgets = IsOld(_namesAt, s_namesInterval);
        if (_isBusy || !(readsTasks || !_asked.IsEmpty))
        {
            return;
        }

        _tasksAt = readsTasks ? time.GetTimestamp() : _tasksAt;
        _namesAt = forgets ? time.GetTimestamp() : _namesAt;
        _isBusy = true;
        inBackground(() =>
        {
            try
            {
                if (readsTasks)
                {
                    ReadTasks();
                }

                FindNames(forgets);
            }
            finally
            {
                _isBusy = false;
            }
        });
    }

    /// <inheritdoc/>
    /// <remarks>A name that is asked for the first time is there a frame later.</remarks>
    public string? Describe(uint address)
    {
        if (_names.TryGetValue(address, out string? name) && name is not null)
        {
            return name;
        }

        if (_asked.Count < MaxNames && (!_names.ContainsKey(address) || IsOld(_namesAt, s_namesInterval)))
        {
            _asked.Enqueue(address);
        }

        return name;
    }

    /// <summary>The symbol of a name.</summary>
    public bool TryFindSymbol(string name, [NotNullWhen(true)] out GuestSymbol? symbol) => guest.TryFindSymbol(name, out symbol);

    private bool IsOld(long? since, TimeSpan interval) => since is not { } then || time.GetElapsedTime(then) >= interval;

    private void ReadTasks()
    {
        try
        {
            _reading = new GuestReading(guest.ReadTasks(), null);
        }
        catch (IntrospectException e)
        {
            _reading = new GuestReading(null, e.Message);
        }
    }

    private void FindNames(bool forgets)
    {
        if (forgets || _names.Count > MaxNames)
        {
            foreach ((uint address, string? name) in _names)
            {
                if (name is null || _names.Count > MaxNames)
                {
                    _names.TryRemove(address, out _);
                }
            }
        }

        // Where no kernel is found it is looked for at each question: one such answer is enough for all.
        bool isVain = false;
        while (_asked.TryDequeue(out uint address))
        {
            long start = time.GetTimestamp();
            (string name, uint offset) = ("", 0);
            bool isFound = !isVain && guest.TryFindSymbol(address, out name, out offset);
            isVain |= !isFound && time.GetElapsedTime(start) > s_patience;
            _names[address] = isFound ? offset == 0 ? name : $"{name}+{offset}" : null;
        }
    }
}
