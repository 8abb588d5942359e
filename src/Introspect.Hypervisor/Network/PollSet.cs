using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Introspect.Hypervisor.Network;

/// <summary>The files that a thread waits for with poll(2), and a way for other threads to end the wait.</summary>
internal sealed class PollSet : IDisposable
{
    private const int WakeIndex = 0;

    private readonly SafeFileHandle _event = HostCalls.CreateEvent();
    private readonly byte[] _count = new byte[sizeof(ulong)];
    private PollEntry[] _entries = new PollEntry[16];
    private int _used;
    private bool _isWaiting;

    public PollSet() => Clear();

    /// <summary>Forgets all files.</summary>
    public void Clear()
    {
        _used = 0;
        Add((int)_event.DangerousGetHandle(), HostCalls.PollIn);
    }

    /// <summary>Adds a file; answers the index to ask <see cref="Found"/> with.</summary>
    public int Add(int file, short wanted)
    {
        if (_used == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * _used);
        }

        _entries[_used] = new PollEntry { File = file, Wanted = wanted };
        return _used++;
    }

    /// <summary>What the last wait found at a file.</summary>
    public short Found(int index) => _entries[index].Found;

    /// <summary>Waits until a file has something, somebody wakes, or the time is up; false when no file can be asked for anything.</summary>
    /// <param name="milliseconds">The time.</param>
    /// <param name="hasWork">Whether there is something to do already; whoever gives it wakes afterwards.</param>
    public bool Wait(int milliseconds, Func<bool> hasWork)
    {
        Volatile.Write(ref _isWaiting, true);
        Interlocked.MemoryBarrier();   // Wake: between the work it wakes for and its look at _isWaiting
        int ready = HostCalls.Poll(_entries, (nuint)_used, hasWork() ? 0 : milliseconds);
        Volatile.Write(ref _isWaiting, false);
        if (ready > 0 && _entries[WakeIndex].Found != 0)
        {
            HostCalls.Read(_event, _count, sizeof(ulong));
        }

        return ready >= 0;
    }

    /// <summary>Ends the wait, from any thread.</summary>
    public void Wake()
    {
        Interlocked.MemoryBarrier();   // the other half of the one in Wait
        if (Volatile.Read(ref _isWaiting))
        {
            ulong one = 1;
            HostCalls.Write(_event, in MemoryMarshal.AsBytes(new Span<ulong>(ref one))[0], sizeof(ulong));
        }
    }

    public void Dispose() => _event.Dispose();
}
