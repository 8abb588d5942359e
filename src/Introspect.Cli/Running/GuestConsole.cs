using Introspect.Devices;

namespace Introspect.Cli.Running;

/// <summary>
/// The first serial port as the command line sees it: output goes to a stream and to the script, input comes from the
/// script and from whoever types.
/// </summary>
public sealed class GuestConsole : ICharacterSink, IDisposable
{
    private const int MaxPendingBytes = 1 << 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly ScriptedConsole _script;
    private readonly Stream _output;
    private readonly Action _matched;
    private readonly object _gate = new();
    private readonly Thread _writer;
    private List<byte> _pending = [];
    private List<byte> _writing = [];
    private Action<ReadOnlyMemory<byte>>? _input;
    private Exception? _failure;
    private bool _closed;
    private bool _isFull;

    /// <summary>Writes to <paramref name="output"/>, and calls <paramref name="matched"/> once when the script has ended.</summary>
    public GuestConsole(ScriptedConsole script, Stream output, Action matched)
    {
        _script = script;
        _output = output;
        _matched = matched;
        _writer = new Thread(WriteOut) { IsBackground = true, Name = "guest console" };
        _writer.Start();
    }

    /// <summary>
    /// Tells where input goes: the machine's door. It is called from within <see cref="Put"/> with a script's text, and from
    /// other threads with what a user types; it must only note the bytes and their time.
    /// </summary>
    public void ConnectInput(Action<ReadOnlyMemory<byte>> input)
    {
        lock (_gate)
        {
            _input = input;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Hands over what a user typed; waits until the machine can take it.</summary>
    public void Type(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            while (_input is null && !_closed)
            {
                Monitor.Wait(_gate);
            }
        }

        _input?.Invoke(bytes);
    }

    /// <summary>
    /// True while so much waits to be written that the guest must wait: who reads our output slowly slows the guest down, rather than filling our
    /// memory. The machine looks at it between two turns, which are short.
    /// </summary>
    public bool IsFull => Volatile.Read(ref _isFull);

    /// <summary>Called, from any thread, when it is not full any more.</summary>
    public Action? Drained { get; set; }

    public void Put(byte character)
    {
        lock (_gate)
        {
            _pending.Add(character);
            _isFull = _pending.Count >= MaxPendingBytes && _failure is null;
            Monitor.PulseAll(_gate);
        }

        bool matchedBefore = _script.IsMatched;
        ReadOnlyMemory<byte> text = _script.Put(character);
        if (!text.IsEmpty)
        {
            _input?.Invoke(text);
        }

        if (_script.IsMatched && !matchedBefore)
        {
            _matched();
        }
    }

    /// <summary>Writes what is left.</summary>
    /// <exception cref="IOException">The output could not be written.</exception>
    public void Close()
    {
        Dispose();
        if (_failure is not null)
        {
            throw new IOException($"The guest's output cannot be written: {_failure.Message}", _failure);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _writer.Join(s_patience);
    }

    private void WriteOut()
    {
        while (true)
        {
            lock (_gate)
            {
                while (_pending.Count == 0 && !_closed)
                {
                    Monitor.Wait(_gate);
                }

                if (_pending.Count == 0)
                {
                    return;
                }

                (_pending, _writing) = (_writing, _pending);
            }

            try
            {
                if (_failure is null)
                {
                    _output.Write(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_writing));
                    _output.Flush();
                }
            }
            catch (IOException e)
            {
                // Kept for Close: the guest goes on, as when a terminal is switched off.
                _failure = e;
            }

            _writing.Clear();
            if (IsFull)
            {
                Volatile.Write(ref _isFull, false);
                Drained?.Invoke();
            }
        }
    }
}
