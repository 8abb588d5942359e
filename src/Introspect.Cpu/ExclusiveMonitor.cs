namespace Introspect.Cpu;

/// <summary>
/// The local exclusive monitor of a vCPU (ARM DDI 0406C A3.4). It remembers place, size and value of the last load-exclusive; a
/// store-exclusive succeeds when all three still hold. Another observer's store that changes the value thereby clears it.
/// </summary>
public sealed class ExclusiveMonitor
{
    private ulong _place;
    private ulong _value;
    private int _bytes;

    /// <summary>Marks an access.</summary>
    public void Mark(ulong place, int bytes, ulong value)
    {
        _place = place;
        _bytes = bytes;
        _value = value;
    }

    /// <summary>True when a store-exclusive of this place may go on, given what memory holds now; the monitor is open afterwards.</summary>
    public bool TryTake(ulong place, int bytes, ulong current)
    {
        bool held = _bytes == bytes && _place == place && _value == current;
        _bytes = 0;
        return held;
    }

    /// <summary>The value that the last load-exclusive found; the monitor is open afterwards.</summary>
    public ulong TakeValue()
    {
        _bytes = 0;
        return _value;
    }

    /// <summary>Another vCPU's store-exclusive has changed this place.</summary>
    public void NoteStore(ulong place, int bytes)
    {
        if (place < _place + (ulong)_bytes && _place < place + (ulong)bytes)
        {
            _bytes = 0;
        }
    }

    /// <summary>True when the last load-exclusive was of this place.</summary>
    public bool IsMarked(ulong place, int bytes) => _bytes == bytes && _place == place;

    /// <summary>Opens the monitor (CLREX).</summary>
    public void Clear() => _bytes = 0;
}
