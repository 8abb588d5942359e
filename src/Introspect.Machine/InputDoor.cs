using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Introspect.Devices;
using Introspect.Machine.Network;

namespace Introspect.Machine;

/// <summary>
/// The one door through which anything from outside enters a machine. Anybody may post, from any thread; the machine takes what was
/// posted between two slices, notes the guest time, and hands it to the device as fast as that can take it.
/// </summary>
public sealed class InputDoor
{
    // A machine whose driver puts up buffers as fast as they are filled still gets its turn.
    private const int FramesAtOnce = 256;

    private readonly ConcurrentQueue<Input> _posted = new();
    private readonly Queue<(ICharacterReceiver Receiver, byte Character)> _held = new();
    private readonly List<PacketEntrance> _entrances = [];
    private byte[] _frame = [];
    private volatile bool _hasPosted;
    private bool _holdsFrames;

    /// <summary>Called, on the thread that posts, when something is posted: a sleeping machine wakes.</summary>
    public event Action? Posted;

    /// <summary>Called for every input with the guest time in nanoseconds at which it entered: a recording listens here.</summary>
    public event Action<ulong, ICharacterReceiver, ReadOnlyMemory<byte>>? Entered;

    /// <summary>
    /// Called for every frame with the guest time in nanoseconds at which its device takes it: a recording listens here. The bytes are valid
    /// during the call only.
    /// </summary>
    public event Action<ulong, PacketEntrance, ReadOnlyMemory<byte>>? FrameEntered;

    /// <summary>True when something waits to enter.</summary>
    public bool HasPosted => _hasPosted;

    /// <summary>True when something waits to enter, or for room in its device.</summary>
    internal bool HasWaiting
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _hasPosted || _held.Count != 0 || _holdsFrames;
    }

    /// <summary>Posts characters for a device.</summary>
    public void Post(ICharacterReceiver receiver, ReadOnlyMemory<byte> characters) => Post(new Input(receiver, characters, null));

    /// <summary>Posts something else that happens to the machine, such as its power button.</summary>
    public void Post(Action action) => Post(new Input(null, default, action));

    /// <summary>Makes an entrance for the frames of a network device; before the machine runs.</summary>
    public PacketEntrance AddEntrance(IPacketReceiver device)
    {
        var entrance = new PacketEntrance(device, NotePosted);
        _entrances.Add(entrance);
        _frame = new byte[FrameQueue.LongestFrame];
        return entrance;
    }

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

        _holdsFrames = false;
        foreach (PacketEntrance entrance in _entrances)
        {
            LetInFrames(entrance, nowNs);
        }
    }

    private void LetInFrames(PacketEntrance entrance, ulong nowNs)
    {
        for (int i = 0; i < FramesAtOnce && entrance.HasFrame && entrance.Device.CanReceive; i++)
        {
            int length = entrance.Take(_frame);
            FrameEntered?.Invoke(nowNs, entrance, _frame.AsMemory(0, length));
            entrance.Device.Receive(_frame.AsSpan(0, length));
        }

        _holdsFrames |= entrance.HasFrame;
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
        NotePosted();
    }

    private void NotePosted()
    {
        _hasPosted = true;
        Posted?.Invoke();
    }

    private readonly record struct Input(ICharacterReceiver? Receiver, ReadOnlyMemory<byte> Characters, Action? Action);
}
