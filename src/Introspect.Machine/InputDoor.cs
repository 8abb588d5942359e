using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Introspect.Devices;

namespace Introspect.Machine;

/// <summary>
/// The one door through which anything from outside enters a machine. Anybody may post, from any thread; the machine takes what was
/// posted between two slices, notes the guest time, and hands it to the device as fast as that can take it.
/// </summary>
public sealed class InputDoor
{
    private readonly ConcurrentQueue<Input> _posted = new();
    private readonly Queue<(ICharacterReceiver Receiver, byte Character)> _held = new();
    private volatile bool _hasPosted;

    /// <summary>Called, on the thread that posts, when something is posted: a sleeping machine wakes.</summary>
    public event Action? Posted;

    /// <summary>Called for every input with the guest time in nanoseconds at which it entered: a recording listens here.</summary>
    public event Action<ulong, ICharacterReceiver, ReadOnlyMemory<byte>>? Entered;

    /// <summary>True when something waits to enter.</summary>
    public bool HasPosted => _hasPosted;

    /// <summary>True when something waits to enter, or for room in its device.</summary>
    internal bool HasWaiting
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _hasPosted || _held.Count != 0;
    }

    /// <summary>Posts characters for a device.</summary>
    public void Post(ICharacterReceiver receiver, ReadOnlyMemory<byte> characters) => Post(new Input(receiver, characters, null));

    /// <summary>Posts something else that happens to the machine, such as its power button.</summary>
    public void Post(Action action) => Post(new Input(null, default, action));

    /// <summary>Lets in what was posted. Called by the machine between slices.</summary>
    internal void Pump(ulong nowNs)
    {
        if (_hasPosted)
        {
            Empty(nowNs);
        }

        while (_held.TryPeek(out var next) && next.Receiver.CanReceive)
        {
            _held.Dequeue();
            next.Receiver.Receive(next.Character);
        }
    }

    private void Empty(ulong nowNs)
    {
        // Whatever is posted behind this is seen by the loop, or says so again. A plain store could come after the loop's loads.
        Interlocked.Exchange(ref _hasPosted, false);
        while (_posted.TryDequeue(out Input input))
        {
            input.Action?.Invoke();
            if (input.Receiver is { } receiver)
            {
                Entered?.Invoke(nowNs, receiver, input.Characters);
                foreach (byte character in input.Characters.Span)
                {
                    _held.Enqueue((receiver, character));
                }
            }
        }
    }

    private void Post(Input input)
    {
        _posted.Enqueue(input);
        _hasPosted = true;
        Posted?.Invoke();
    }

    private readonly record struct Input(ICharacterReceiver? Receiver, ReadOnlyMemory<byte> Characters, Action? Action);
}
