using System.Text;
using Introspect.Cpu;

namespace Introspect.Machine.Semihosting;

/// <summary>Calls about files.</summary>
public sealed partial class Semihost
{
    private const int MostFiles = 64;
    private const uint MostModes = 12;
    private const uint ModeUpdates = 2;
    private const int ChunkBytes = 0x1000;
    private const uint LastTemporaryName = 255;

    // A call moves no more than this, and says so: the machine's thread is not held up for long.
    private const uint MostBytesOfCall = 16 << 20;

    // A handle is an index here, plus one: 0 is no handle.
    private readonly OpenFile?[] _open = new OpenFile?[MostFiles];

    // What ":semihosting-features" holds: the magic number, then SH_EXT_EXIT_EXTENDED and SH_EXT_STDOUT_STDERR.
    private static ReadOnlySpan<byte> Features => "SHFB\x03"u8;

    private uint Open(CallMemory memory, (uint Address, uint Length) name, uint mode)
    {
        SemihostError error = memory.ReadName(name.Address, name.Length, out string text);
        if (error != SemihostError.None || mode >= MostModes)
        {
            return Fail(error != SemihostError.None ? error : SemihostError.Invalid);
        }

        int free = Array.IndexOf(_open, null);
        if (free < 0)
        {
            return Fail(SemihostError.TooManyOpen);
        }

        // fopen()'s modes: four each of r, w and a, and of each four the last two with '+'.
        bool updates = (mode & ModeUpdates) != 0;
        bool reads = mode < 4 || updates, writes = mode >= 4 || updates, appends = mode >= 8;
        Stream? stream = null;
        switch (text)
        {
            case ":tt":
                _isReading |= reads;
                break;
            case ":semihosting-features":
                error = writes ? SemihostError.Refused : SemihostError.None;
                stream = new MemoryStream(Features.ToArray(), writable: false);
                break;
            default:
                FileMode how = mode < 4 ? FileMode.Open : appends ? FileMode.OpenOrCreate : FileMode.Create;
                FileAccess access = (reads ? FileAccess.Read : 0) | (writes ? FileAccess.Write : 0);
                error = _files is null ? SemihostError.Refused : _files.Open(text, how, access, out stream);
                break;
        }

        if (error != SemihostError.None)
        {
            return Fail(error);
        }

        _open[free] = new OpenFile(stream, reads, writes, appends);
        return (uint)free + 1;
    }

    private uint Close(uint handle)
    {
        if (Find(handle) is not { } file)
        {
            return Fail(SemihostError.BadHandle);
        }

        _open[handle - 1] = null;
        file.Stream?.Dispose();
        return 0;
    }

    private void CloseFiles()
    {
        foreach (OpenFile? file in _open)
        {
            file?.Stream?.Dispose();
        }

        Array.Clear(_open);
    }

    // Answers how many bytes were not written.
    private uint Write(CallMemory memory, uint handle, uint address, uint length)
    {
        if (Find(handle) is not { Writes: true } file)
        {
            Fail(SemihostError.BadHandle);
            return length;
        }

        Span<byte> chunk = stackalloc byte[ChunkBytes];
        uint done = 0;
        for (uint end = Math.Min(length, MostBytesOfCall); done < end; done += (uint)chunk.Length)
        {
            chunk = chunk[..(int)Math.Min((uint)chunk.Length, end - done)];
            if (!memory.TryRead(address + done, chunk))
            {
                Fail(SemihostError.BadAddress);
                break;
            }

            if (!TryPut(file, chunk))
            {
                break;
            }
        }

        return length - done;
    }

    private bool TryPut(OpenFile file, ReadOnlySpan<byte> bytes)
    {
        if (file.Stream is not { } stream)
        {
            foreach (byte character in bytes)
            {
                _output.Put(character);
            }

            return true;
        }

        try
        {
            if (file.Appends)
            {
                stream.Seek(0, SeekOrigin.End);
            }

            stream.Write(bytes);
            return true;
        }
        catch (IOException)
        {
            Fail(SemihostError.InputOutput);
            return false;
        }
    }

    // Answers how many bytes were not read: all of them at the end of the file.
    private uint? Read(Vcpu vcpu, uint handle, uint address, uint length)
    {
        if (Find(handle) is not { Reads: true } file)
        {
            Fail(SemihostError.BadHandle);
            return length;
        }

        if (length == 0)
        {
            return 0;
        }

        return file.Stream is { } stream
            ? length - ReadFile(new CallMemory(vcpu), stream, address, Math.Min(length, MostBytesOfCall))
            : WaitForInput(new InputRequest(vcpu, address, length, IsCharacter: false));
    }

    private uint ReadFile(CallMemory memory, Stream stream, uint address, uint length)
    {
        Span<byte> chunk = stackalloc byte[ChunkBytes];
        uint done = 0;
        try
        {
            while (done < length)
            {
                int read = stream.Read(chunk[..(int)Math.Min((uint)ChunkBytes, length - done)]);
                if (read == 0)
                {
                    break;
                }

                if (!memory.TryWrite(address + done, chunk[..read]))
                {
                    Fail(SemihostError.BadAddress);
                    break;
                }

                done += (uint)read;
            }
        }
        catch (IOException)
        {
            Fail(SemihostError.InputOutput);
        }

        return done;
    }

    private uint Seek(uint handle, uint position)
    {
        switch (Find(handle))
        {
            case null:
                return Fail(SemihostError.BadHandle);
            case { Stream: { CanSeek: true } stream }:
                stream.Position = position;
                return 0;
            default:
                return Fail(SemihostError.NoPosition);
        }
    }

    private uint FileLength(uint handle) => Find(handle) switch
    {
        null => Fail(SemihostError.BadHandle),
        { Stream: { CanSeek: true } stream } =>
            stream.Length is <= int.MaxValue and var length ? (uint)length : Fail(SemihostError.TooLarge),
        _ => Fail(SemihostError.NoPosition),
    };

    private uint TemporaryName(CallMemory memory, uint buffer, uint number, uint length)
    {
        byte[] name = Encoding.UTF8.GetBytes($"introspect-{number:x2}.tmp\0");
        return number > LastTemporaryName || length < name.Length
            ? Fail(SemihostError.Invalid)
            : Written(memory.TryWrite(buffer, name));
    }

    private uint Remove(CallMemory memory, (uint Address, uint Length) name)
    {
        SemihostError error = memory.ReadName(name.Address, name.Length, out string text);
        return Result(error != SemihostError.None ? error : _files?.Remove(text) ?? SemihostError.Refused);
    }

    private uint Rename(CallMemory memory, (uint Address, uint Length) from, (uint Address, uint Length) to)
    {
        SemihostError error = memory.ReadName(from.Address, from.Length, out string oldName);
        string newName = "";
        error = error != SemihostError.None ? error : memory.ReadName(to.Address, to.Length, out newName);
        return Result(error != SemihostError.None ? error : _files?.Rename(oldName, newName) ?? SemihostError.Refused);
    }

    private OpenFile? Find(uint handle) => handle - 1 < MostFiles ? _open[handle - 1] : null;

    /// <summary>A file that the guest has opened; without a stream it is the console.</summary>
    private sealed record OpenFile(Stream? Stream, bool Reads, bool Writes, bool Appends);
}
