using System.Collections;
using Introspect.Core;

namespace Introspect.Devices;

/// <summary>
/// The registers of a device as a table: offset, the manual's name, what a read gives, what a write does. Made once as a static
/// of the device's class and shared by all its instances. An access costs one array look-up and one delegate call. A row without
/// a read reads as zero, a row without a write ignores writes; an access to an offset without a row does the same and is told
/// to the device's <see cref="IReportsUnmodelled.Unmodelled"/>.
/// </summary>
public sealed class RegisterMap<T>(string device, uint size) : IEnumerable<(uint Offset, string Name)>
    where T : class
{
    private Row?[] _rows = [];

    /// <summary>Bytes of the window.</summary>
    public uint Size => size;

    /// <summary>A constant, such as an identification register.</summary>
    public void Add(uint offset, string name, uint constant) => Place(offset, new Row(name, _ => constant, null));

    /// <summary>A register that is read, and written when <paramref name="write"/> is given.</summary>
    public void Add(uint offset, string name, Func<T, uint> read, Action<T, uint>? write = null) =>
        Place(offset, new Row(name, read, write));

    /// <summary>A write-only register.</summary>
    public void Add(uint offset, string name, Action<T, uint> write) => Place(offset, new Row(name, null, write));

    /// <summary><paramref name="count"/> registers in consecutive words; the delegates get the index, from 0.</summary>
    public void Add(uint offset, int count, string name, Func<T, int, uint> read, Action<T, int, uint>? write = null)
    {
        for (int i = 0; i < count; i++)
        {
            int index = i;
            Place(offset + (4 * (uint)i), new Row(
                $"{name}{i}",
                device => read(device, index),
                write is null ? null : (device, value) => write(device, index, value)));
        }
    }

    /// <summary>Constants in consecutive words: the identification registers at the end of a PrimeCell's window.</summary>
    public void Add(uint offset, string name, ReadOnlySpan<byte> constants)
    {
        for (int i = 0; i < constants.Length; i++)
        {
            Add(offset + (4 * (uint)i), $"{name}{i}", constants[i]);
        }
    }

    /// <summary>Reads the register at <paramref name="offset"/>; the two low bits are ignored.</summary>
    public uint Read(T target, uint offset)
    {
        uint word = offset >> 2;
        if (word < (uint)_rows.Length && _rows[word] is { } row)
        {
            return row.Read is null ? 0 : row.Read(target);
        }

        Report(target, new UnmodelledAccess(device, offset, IsWrite: false, Value: 0));
        return 0;
    }

    /// <summary>Writes the register at <paramref name="offset"/>; the two low bits are ignored.</summary>
    public void Write(T target, uint offset, uint value)
    {
        uint word = offset >> 2;
        if (word < (uint)_rows.Length && _rows[word] is { } row)
        {
            row.Write?.Invoke(target, value);
            return;
        }

        Report(target, new UnmodelledAccess(device, offset, IsWrite: true, value));
    }

    public IEnumerator<(uint Offset, string Name)> GetEnumerator()
    {
        for (int word = 0; word < _rows.Length; word++)
        {
            if (_rows[word] is { } row)
            {
                yield return ((uint)word * 4, row.Name);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static void Report(T target, UnmodelledAccess access) =>
        (target as IReportsUnmodelled)?.Unmodelled?.Invoke(access);

    private void Place(uint offset, Row row)
    {
        if ((offset & 3) != 0 || offset >= size)
        {
            throw new InvariantException(
                $"Device '{device}': register {row.Name} at 0x{offset:X} is not a word of its window of 0x{size:X} bytes. " +
                "Mend the table.");
        }

        int word = (int)(offset >> 2);
        if (word >= _rows.Length)
        {
            Array.Resize(ref _rows, word + 1);
        }

        if (_rows[word] is { } placed)
        {
            throw new InvariantException(
                $"Device '{device}': register {row.Name} at 0x{offset:X} overlaps {placed.Name}. Move one of the two rows.");
        }

        _rows[word] = row;
    }

    private sealed record Row(string Name, Func<T, uint>? Read, Action<T, uint>? Write);
}
