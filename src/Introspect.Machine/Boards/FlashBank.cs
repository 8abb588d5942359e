using Introspect.Core;
using Introspect.Devices.Flash;
using Introspect.Machine.Loading;
using Introspect.Memory;

namespace Introspect.Machine.Boards;

/// <summary>
/// A bank of flash and the file behind it. The image is read when the bank is made; what the guest has programmed is written back
/// when the bank is disposed of, beside the file first, so that the file is never half of each.
/// </summary>
internal sealed class FlashBank : IDisposable
{
    private readonly MediumFile? _file;
    private readonly int _imageBytes;

    public FlashBank(uint bytes, MediumFile? file)
    {
        _file = file;
        Memory = new HostMemory("flash", bytes);

        // A bank without an image reads as zeros, as QEMU's does: guests that follow a null pointer there see what they are used to.
        if (file is not null)
        {
            GuestFile image = GuestFile.Load(file.Path, "flash image");
            if (image.Bytes.Length > bytes)
            {
                ((IDisposable)Memory).Dispose();
                throw new IntrospectException($"{image.Name}: the flash image has {image.Bytes.Length} bytes, and a bank holds {bytes}. Give a smaller image.");
            }

            _imageBytes = image.Bytes.Length;
            Memory.Bytes(_imageBytes, (int)bytes - _imageBytes).Fill(0xFF);
            image.Bytes.Span.CopyTo(Memory.Bytes(0, _imageBytes));
        }

        Device = new CfiFlash(Memory.Memory, isReadOnly: file?.IsReadOnly ?? false);
    }

    /// <summary>The contents.</summary>
    public HostMemory Memory { get; }

    /// <summary>The chip.</summary>
    public CfiFlash Device { get; }

    public void Dispose()
    {
        if (_file is { IsReadOnly: false, DropsWrites: false })
        {
            ReadOnlySpan<byte> now = Memory.Bytes(0, _imageBytes);
            if (!now.SequenceEqual(File.ReadAllBytes(_file.Path)))
            {
                string beside = _file.Path + ".new";
                File.WriteAllBytes(beside, now);
                File.Move(beside, _file.Path, overwrite: true);
            }
        }

        ((IDisposable)Memory).Dispose();
    }
}
