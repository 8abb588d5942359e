using System.Runtime.InteropServices;
using Introspect.Core;

namespace Introspect.X64;

/// <summary>Memory of the host in which code can be written and executed. It is filled from the start and emptied as a whole.</summary>
public sealed unsafe partial class CodeBuffer : IDisposable
{
    private const int ProtAll = 7;
    private const int MapPrivateAnonymous = 0x22;
    private static readonly void* s_mapFailed = (void*)-1;

    private readonly int _length;
    private byte* _start;
    private int _used;

    /// <summary>Reserves <paramref name="length"/> bytes; the host gives them as they are touched.</summary>
    /// <exception cref="IntrospectException">The host refuses.</exception>
    public CodeBuffer(int length)
    {
        void* start = Mmap(null, (nuint)length, ProtAll, MapPrivateAnonymous, -1, 0);
        if (start == s_mapFailed)
        {
            throw new IntrospectException(
                $"The host gave no {length >> 20} MiB of executable memory ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}). " +
                "Allow it, or run with --engine interpreter.");
        }

        _start = (byte*)start;
        _length = length;
    }

    /// <summary>First byte.</summary>
    public byte* Start => _start;

    /// <summary>Bytes altogether.</summary>
    public int Length => _length;

    /// <summary>Bytes in use.</summary>
    public int Used => _used;

    /// <summary>Room for at most <paramref name="length"/> bytes of code; null when the buffer is full.</summary>
    public byte* Reserve(int length) => length <= _length - _used ? _start + _used : null;

    /// <summary>Keeps the first <paramref name="length"/> bytes of what was reserved last; what follows begins on 16 bytes.</summary>
    public void Commit(int length) => _used = Math.Min(_length, (_used + length + 15) & ~15);

    /// <summary>Forgets all code behind the first <paramref name="kept"/> bytes.</summary>
    public void Reset(int kept) => _used = kept;

    public void Dispose()
    {
        if (_start != null)
        {
            _ = Munmap(_start, (nuint)_length);
            _start = null;
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Mmap(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Munmap(void* address, nuint length);
}
