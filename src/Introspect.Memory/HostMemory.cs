using System.Buffers;
using System.Runtime.InteropServices;
using Introspect.Core;

namespace Introspect.Memory;

/// <summary>
/// Memory of the host that a guest uses as RAM or ROM: a shared mapping of an anonymous file, so that the same pages can be mapped a
/// second time elsewhere. It starts as zeros and takes host memory only as it is touched.
/// </summary>
public sealed unsafe partial class HostMemory : MemoryManager<byte>
{
    private const int ProtReadWrite = 3;
    private const int MapShared = 1;
    private const uint CloseOnExec = 1;
    private const int KeepSize = 1, PunchHole = 2;
    private const int SeekData = 3;
    private const int DontNeed = 4;
    private static readonly void* s_mapFailed = (void*)-1;

    private readonly int _file;
    private byte* _address;

    /// <summary>Maps <paramref name="length"/> bytes, a multiple of 4 KiB of at most 2 GiB.</summary>
    /// <exception cref="IntrospectException">The host refuses.</exception>
    public HostMemory(string name, long length)
    {
        Invariant.Require(length is > 0 and <= 1L << 31 && length % 4096 == 0);
        Length = length;
        _file = MemfdCreate(name, CloseOnExec);
        if (_file < 0 || Ftruncate(_file, length) != 0)
        {
            throw Refused(name);
        }

        void* address = Mmap(null, (nuint)length, ProtReadWrite, MapShared, _file, 0);
        if (address == s_mapFailed)
        {
            throw Refused(name);
        }

        _address = (byte*)address;
    }

    /// <summary>Bytes mapped.</summary>
    public long Length { get; }

    /// <summary>The anonymous file behind it, for further mappings.</summary>
    internal int File => _file;

    /// <summary>First byte; valid until disposal.</summary>
    public byte* Address => _address;

    /// <summary>Makes every byte zero, giving the host its pages back.</summary>
    public void Clear()
    {
        // A hole, not a shorter file: who looks at the memory meanwhile from another thread reads zeros.
        if (Fallocate(_file, PunchHole | KeepSize, 0, Length) != 0)
        {
            throw Refused("a reset");
        }
    }

    /// <summary>Makes whole pages zero, giving the host them back: in every mapping that shows them.</summary>
    public void Discard(long offset, int length)
    {
        Invariant.Require(offset >= 0 && length > 0 && length <= Length - offset && (offset | (long)length) % 4096 == 0);
        if (Fallocate(_file, PunchHole | KeepSize, offset, length) != 0)
        {
            throw Refused("pages that were given back");
        }
    }

    /// <summary>
    /// Takes pages out of this mapping, not out of the memory: another one shows them from now on, and the host counts a page for each
    /// mapping that it is in. What is touched here again comes back.
    /// </summary>
    internal void LeaveToOtherMapping(long offset, nuint length) => Invariant.Require(Madvise(_address + offset, length, DontNeed) == 0);

    /// <summary>The first offset from <paramref name="offset"/> on whose page was ever touched, or <see cref="Length"/>; the rest is zeros.</summary>
    public long NextTouched(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        long found = offset >= Length ? -1 : Lseek(_file, offset, SeekData);
        return found < 0 ? Length : found;
    }

    /// <summary>A part of the memory.</summary>
    public Span<byte> Bytes(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);

        // SAFETY: the range lies within the mapping, as just checked.
        return new Span<byte>(_address + offset, length);
    }

    public override Span<byte> GetSpan() => new(_address, (int)Math.Min(Length, int.MaxValue));

    public override MemoryHandle Pin(int elementIndex = 0) => new(_address + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (_address == null)
        {
            return;
        }

        // SAFETY: nothing reads guest memory after the machine that owns it is disposed; the pointer is cleared first.
        void* address = _address;
        _address = null;
        _ = Munmap(address, (nuint)Length);
        _ = Close(_file);
    }

    private IntrospectException Refused(string name) => new(
        $"The host gave no {Length >> 20} MiB of memory for {name} ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}). " +
        "Give the machine less memory or free some.");

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Ftruncate(int file, long length);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Fallocate(int file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Lseek(int file, long offset, int from);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Mmap(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Madvise(void* address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Munmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);
}
