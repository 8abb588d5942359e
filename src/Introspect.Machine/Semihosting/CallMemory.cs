using System.Buffers.Binary;
using System.Text;
using Introspect.Arm;
using Introspect.Cpu;

namespace Introspect.Machine.Semihosting;

/// <summary>
/// The memory that a call speaks of: virtual addresses as the calling vCPU translates them, words in its byte order. Nothing
/// but RAM is written and nothing but memory is read, and the guest's MMU does not notice.
/// </summary>
internal readonly struct CallMemory(Vcpu vcpu)
{
    /// <summary>The longest name of a file, as on Linux.</summary>
    private const int MaxNameBytes = 4096;

    /// <summary>The least that a guest maps: a tiny page of ARMv5, or a quarter of a small page.</summary>
    private const uint PieceBytes = 0x400;

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private bool IsBigEndian => (vcpu.State & ExecutionState.BigEndianData) != 0;

    public bool TryReadWord(uint address, out uint word)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        bool isRead = TryRead(address, bytes);
        word = IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return isRead;
    }

    public bool TryWriteWords(uint address, params ReadOnlySpan<uint> words)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        foreach (uint word in words)
        {
            if (IsBigEndian)
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes, word);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, word);
            }

            if (!TryWrite(address, bytes))
            {
                return false;
            }

            address += sizeof(uint);
        }

        return true;
    }

    public bool TryRead(uint address, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int length = InPiece(address, destination.Length);
            if (!vcpu.TryTranslateQuietly(address, out ulong physical) || !vcpu.Bus.TryRead(physical, destination[..length]))
            {
                return false;
            }

            destination = destination[length..];
            address += (uint)length;
        }

        return true;
    }

    public bool TryWrite(uint address, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            int length = InPiece(address, source.Length);
            if (!vcpu.TryTranslateQuietly(address, out ulong physical) || !vcpu.Bus.TryWrite(physical, source[..length]))
            {
                return false;
            }

            source = source[length..];
            address += (uint)length;
        }

        return true;
    }

    /// <summary>Reads a name of a given length; the terminator behind it does not count.</summary>
    public SemihostError ReadName(uint address, uint length, out string name)
    {
        name = "";
        if (length > MaxNameBytes)
        {
            return SemihostError.NameTooLong;
        }

        Span<byte> bytes = stackalloc byte[(int)length];
        if (!TryRead(address, bytes))
        {
            return SemihostError.BadAddress;
        }

        try
        {
            name = s_strictUtf8.GetString(bytes);
            return SemihostError.None;
        }
        catch (DecoderFallbackException)
        {
            return SemihostError.NoEntry;
        }
    }

    private static int InPiece(uint address, int length) => (int)Math.Min((uint)length, PieceBytes - (address % PieceBytes));
}
