using Introspect.Memory;

namespace Introspect.Cpu.Mmu;

/// <summary>
/// What one privilege sees of a translation regime: a software TLB, and once enough was executed in it a window, which is quicker for
/// every access but takes microseconds for each page that comes into it.
/// </summary>
/// <remarks>
/// A window pays for itself after some 100,000 instructions a page (ENGINE.md); one that is emptied soon after it came does not, so that the
/// next one has to wait twice as long. A guest that drops pages and touches them again, or has more than the window can hold, makes it fault
/// again and again: it is given up when what was executed does not make up for that. What it shows stays right, so that it has less to do the next time.
/// </remarks>
public sealed class TranslationView : IDisposable
{
    private const ulong FirstThreshold = 1_000_000;
    private const ulong LastThreshold = 1ul << 40;

    // What a fault of the window takes, as instructions: about ten microseconds.
    private const ulong InstructionsPerFault = 10_000;

    // With a window, what was executed further back counts less and less: 130 ms of faults at once are the most.
    private const ulong Remembered = 1ul << 27;

    private GuestWindow? _window;
    private ulong _executed;
    private ulong _faults;
    private ulong _threshold = FirstThreshold;

    /// <summary>Pages reached lately.</summary>
    public SoftTlb Tlb { get; } = new();

    /// <summary>The window in use, or null.</summary>
    public GuestWindow? Window { get; private set; }

    /// <summary>Counts what was executed; true when it is time for a window.</summary>
    public bool NoteExecuted(ulong instructions)
    {
        _executed += instructions;
        if (Window is null)
        {
            return _executed >= _threshold;
        }

        if (_executed >= Remembered)
        {
            _executed /= 2;
            _faults /= 2;
        }

        return false;
    }

    /// <summary>An access to the window failed; true when that happens more often than it may, and the window is given up.</summary>
    public bool NoteFault()
    {
        if (++_faults * InstructionsPerFault <= _executed)
        {
            return false;
        }

        GiveUpWindow();
        return true;
    }

    /// <summary>Gives it a window: the one it had before, or a new one.</summary>
    public void Promote(Func<GuestWindow?> create)
    {
        _window ??= create();
        Window = _window;
        _threshold = Math.Min(2 * _threshold, LastThreshold);
    }

    /// <summary>Another regime is seen from now on.</summary>
    public void Assign() => _threshold = FirstThreshold;

    /// <summary>Forgets all pages.</summary>
    public void Flush()
    {
        Tlb.Flush();
        GiveUpWindow();
        _window?.Clear();
    }

    /// <summary>Forgets the page of an address.</summary>
    public void FlushPage(uint address)
    {
        Tlb.FlushPage(address);
        _window?.Unmap(address);
    }

    /// <summary>Every store goes the slow way once more.</summary>
    public void FlushWrites()
    {
        Tlb.FlushWrites();
        _window?.Protect();
    }

    /// <summary>A page of memory has translated code from now on: no store to it may go unnoticed.</summary>
    public unsafe void NoteCode(MemoryRegion region, ulong offset)
    {
        Tlb.FlushWrites(region.Memory!.Address + (offset & ~((1ul << PhysicalBus.PageBits) - 1)));
        _window?.Protect(region, offset);
    }

    private void GiveUpWindow()
    {
        _executed = 0;
        _faults = 0;
        Window = null;
    }

    public void Dispose()
    {
        Tlb.Dispose();
        _window?.Dispose();
    }
}
