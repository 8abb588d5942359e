using Introspect.Core;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi;

/// <summary>The bytes of a guest's RAM as they were at some moment, for example a file that another machine monitor wrote.</summary>
public sealed class RawImage : IGuestRam
{
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>Takes the bytes of RAM that began at a physical address.</summary>
    public RawImage(string name, ReadOnlyMemory<byte> bytes, ulong baseAddress)
    {
        Name = name;
        _bytes = bytes;
        Start = baseAddress;
    }

    /// <summary>For messages: the file's name.</summary>
    public string Name { get; }

    /// <summary>Physical address of the first byte.</summary>
    public ulong Start { get; }

    /// <summary>First physical address behind it.</summary>
    public ulong End => Start + (ulong)_bytes.Length;

    /// <summary>Reads a file of at most 2 GiB.</summary>
    /// <param name="path">The file.</param>
    /// <param name="baseAddress">Physical address of its first byte: 0x40000000 for the board <c>virt</c>.</param>
    /// <exception cref="IntrospectException">The file cannot be read, or is too large.</exception>
    public static RawImage Load(string path, ulong baseAddress)
    {
        try
        {
            return new RawImage(path, File.ReadAllBytes(path), baseAddress);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IntrospectException($"{path}: the image cannot be read: {e.Message} Give the file of a guest's RAM, of at most 2 GiB.", e);
        }
    }

    public bool TryRead(ulong address, Span<byte> destination)
    {
        ulong offset = address - Start;
        if (address < Start || offset > (ulong)_bytes.Length || (ulong)destination.Length > (ulong)_bytes.Length - offset)
        {
            return false;
        }

        _bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
        return true;
    }

    public ulong NextTouched(ulong address) => address < End ? Math.Max(address, Start) : ulong.MaxValue;
}
