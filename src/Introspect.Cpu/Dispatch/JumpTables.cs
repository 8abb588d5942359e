using System.Runtime.InteropServices;
using Introspect.X64;

namespace Introspect.Cpu.Dispatch;

/// <summary>
/// The jump tables of a vCPU: translated code finds in the current one the blocks it entered lately. A table stands for one translation
/// regime and execution state; several are kept, so that going back and forth between modes and address spaces loses nothing.
/// </summary>
internal sealed unsafe class JumpTables : IDisposable
{
    private const int Count = 16;
    private const ulong NoKey = ulong.MaxValue;

    private readonly ulong[] _keys = new ulong[Count];
    private readonly ulong[] _lastUses = new ulong[Count];
    private ulong _uses;
    private int _current;
    private JumpEntry* _entries;

    public JumpTables()
    {
        _entries = (JumpEntry*)NativeMemory.AlignedAlloc((nuint)(Count * JumpEntry.Count * sizeof(JumpEntry)), 64);
        Clear();
    }

    /// <summary>The current table.</summary>
    public JumpEntry* Current => _entries + (_current * JumpEntry.Count);

    /// <summary>Makes the table of a key current: the one used longest ago is emptied for a new key.</summary>
    public void Select(ulong key)
    {
        if (_keys[_current] == key)
        {
            return;
        }

        int found = Array.IndexOf(_keys, key);
        if (found < 0)
        {
            found = 0;
            for (int i = 1; i < Count; i++)
            {
                found = _lastUses[i] < _lastUses[found] ? i : found;
            }

            _keys[found] = key;
            JumpEntry.Clear(_entries + (found * JumpEntry.Count));
        }

        _lastUses[found] = ++_uses;
        _current = found;
    }

    /// <summary>Enters a block into the current table.</summary>
    public void Add(uint tag, byte* code) => Current[JumpEntry.IndexOf(tag)] = new JumpEntry(tag, code);

    /// <summary>Empties every table: the code is gone.</summary>
    public void Clear()
    {
        Array.Fill(_keys, NoKey);
        Array.Clear(_lastUses);
        JumpEntry.Clear(Current);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_entries);
        _entries = null;
    }
}
