using System.Runtime.InteropServices;
using Introspect.Core;

namespace Introspect.X64;

/// <summary>How memory for code is mapped.</summary>
public enum CodeMapping
{
    /// <summary>Once, to be written and executed; where the host refuses that (SELinux does), as <see cref="Double"/>.</summary>
    Single,

    /// <summary>Twice, to be written at one address and executed at another: no mapping is ever both (W^X).</summary>
    Double,
}

/// <summary>
/// Memory of the host in which code can be written and executed. It is filled from the start and emptied as a whole. Code is written at one
/// address and executed at another, which may be the same; a displacement within the buffer is the same number at both.
/// </summary>
public sealed unsafe partial class CodeBuffer : IDisposable
{
    private const int Read = 1, Write = 2, Execute = 4;
    private const int Shared = 1, PrivateAnonymous = 0x22;
    private const uint CloseOnExec = 1;
    private static readonly void* s_mapFailed = (void*)-1;

    private readonly int _length;
    private byte* _written;
    private nint _toExecuted;
    private int _used;

    /// <summary>Reserves <paramref name="length"/> bytes; the host gives them as they are touched.</summary>
    /// <exception cref="IntrospectException">The host refuses.</exception>
    public CodeBuffer(int length, CodeMapping mapping = CodeMapping.Single)
    {
        _length = length;
        bool isMapped = mapping == CodeMapping.Single && TryMap(Read | Write | Execute, PrivateAnonymous, file: -1, out _written);
        if (!isMapped && !TryMapTwice())
        {
            throw new IntrospectException(
                $"The host gave no {Math.Max(1, length >> 20)} MiB of executable memory ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}). " +
                "Allow it, or run with --engine interpreter.");
        }
    }

    /// <summary>First byte, where it is executed.</summary>
    public byte* Start => Executed(_written);

    /// <summary>Bytes altogether.</summary>
    public int Length => _length;

    /// <summary>Bytes in use.</summary>
    public int Used => _used;

    /// <summary>Where what is written at a place is executed.</summary>
    public byte* Executed(byte* written) => written + _toExecuted;

    /// <summary>Where what is executed at a place is written.</summary>
    public byte* Written(byte* executed) => executed - _toExecuted;

    /// <summary>Room for at most <paramref name="length"/> bytes of code, where it is written; null when the buffer is full.</summary>
    public byte* Reserve(int length) => length <= _length - _used ? _written + _used : null;

    /// <summary>Keeps the first <paramref name="length"/> bytes of what was reserved last; what follows begins on 16 bytes.</summary>
    public void Commit(int length) => _used = Math.Min(_length, (_used + length + 15) & ~15);

    /// <summary>Forgets all code behind the first <paramref name="kept"/> bytes.</summary>
    public void Reset(int kept) => _used = kept;

    public void Dispose()
    {
        if (_written != null)
        {
            _ = Munmap(_written, (nuint)_length);
            if (_toExecuted != 0)
            {
                _ = Munmap(Start, (nuint)_length);
            }

            _written = null;
        }
    }

    // The file lives as long as its mappings.
    private bool TryMapTwice()
    {
        int file = MemfdCreate("code", CloseOnExec);
        if (file < 0)
        {
            return false;
        }

        byte* executed = null;
        bool isMapped = Ftruncate(file, _length) == 0 &&
            TryMap(Read | Write, Shared, file, out _written) &&
            TryMap(Read | Execute, Shared, file, out executed);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(file);
        if (!isMapped)
        {
            Dispose();
            Marshal.SetLastPInvokeError(error);
            return false;
        }

        _toExecuted = (nint)(executed - _written);
        return true;
    }

    private bool TryMap(int protection, int flags, int file, out byte* start)
    {
        void* mapped = Mmap(null, (nuint)_length, protection, flags, file, 0);
        start = mapped == s_mapFailed ? null : (byte*)mapped;
        return start != null;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Mmap(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Munmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Ftruncate(int file, long length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
