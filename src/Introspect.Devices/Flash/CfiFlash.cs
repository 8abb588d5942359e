using System.Buffers.Binary;
using System.Numerics;
using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Flash;

/// <summary>
/// NOR flash with the Intel command set (Intel StrataFlash J3, order 290667; CFI: JESD68 and Intel AP-646): two 16-bit chips
/// side by side on a 32-bit bus that always get the same command. Operations complete at once. As on the boards QEMU models,
/// blocks are unlocked at power-on. Not modelled: suspend (accepted, no effect), protection registers, timing.
/// </summary>
public sealed class CfiFlash : IRomDevice
{
    private const int Chips = 2, BusBytes = 4;
    private const int BufferShift = 11, BufferWords = (1 << BufferShift) / 2, BufferBytes = BufferWords * BusBytes;
    private const uint Manufacturer = 0x89, DeviceCode = 0x18;
    private const byte Ready = 0x80, EraseError = 0x20, ProgramError = 0x10, LockError = 0x02, SequenceError = 0x30;
    private const byte Confirm = 0xD0;

    private readonly Memory<byte> _contents;
    private readonly uint _blockBytes;
    private readonly bool _isReadOnly;
    private readonly byte[] _query;
    private readonly bool[] _locked;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private Mode _mode;
    private byte _status = Ready;
    private uint _bufferStart;
    private uint _bufferBlock;
    private uint _bufferWritesLeft;
    private bool _bufferIsEmpty;

    /// <summary>
    /// Flash over memory of the host, in blocks of <paramref name="blockBytes"/> of both chips together. Read-only flash fails
    /// every program and erase, as if all its blocks were locked.
    /// </summary>
    public CfiFlash(Memory<byte> contents, uint blockBytes = 256 * 1024, bool isReadOnly = false)
    {
        Invariant.Require(BitOperations.IsPow2(contents.Length) && contents.Length % blockBytes == 0);
        _contents = contents;
        _blockBytes = blockBytes;
        _isReadOnly = isReadOnly;
        _query = Query(contents.Length / Chips, (int)blockBytes / Chips);
        _locked = new bool[contents.Length / blockBytes];
    }

    public event Action? ModeChanged;

    private enum Mode
    {
        ReadArray,
        ReadStatus,
        ReadIdentity,
        ReadQuery,
        Program,
        Erase,
        Lock,
        BufferCount,
        BufferData,
        BufferConfirm,
    }

    public ReadOnlyMemory<byte> Contents => _contents;

    public uint Size => (uint)_contents.Length;

    public bool IsReadingArray => _mode == Mode.ReadArray;

    public uint Read32(uint offset)
    {
        uint word = (offset / BusBytes) & 0xFF;
        uint ofOneChip = _mode switch
        {
            Mode.ReadArray => 0,
            Mode.ReadIdentity => Identity(offset),
            Mode.ReadQuery => word < _query.Length ? _query[word] : 0u,
            _ => _status,
        };
        return IsReadingArray
            ? BinaryPrimitives.ReadUInt32LittleEndian(_contents.Span[(int)offset..])
            : ofOneChip | (ofOneChip << 16);
    }

    public void Write32(uint offset, uint value) => Write(offset, value, 4);

    public void Write16(uint offset, ushort value) => Write(offset, value, 2);

    public void Write8(uint offset, byte value) => Write(offset, value, 1);

    /// <summary>Back to reading the array, all blocks unlocked; the contents stay.</summary>
    public void Reset()
    {
        _status = Ready;
        Array.Clear(_locked);
        Enter(Mode.ReadArray);
    }

    private static byte[] Query(int chipBytes, int blockBytes)
    {
        int blocks = chipBytes / blockBytes;
        byte[] query = new byte[0x40];
        ReadOnlySpan<byte> identification =
        [
            (byte)'Q', (byte)'R', (byte)'Y',
            0x01, 0x00,   // Intel extended command set
            0x31, 0x00,   // its own table, below
            0, 0, 0, 0,
            0x45, 0x55, 0, 0,   // 4.5 to 5.5 V, no programming voltage
            7, 7, 10, 0,   // typical times, as powers of two
            4, 4, 4, 0,   // longest times, as multiples of the typical ones
            (byte)BitOperations.Log2((uint)chipBytes),
            0x02, 0x00,   // 8 or 16 bits wide
            BufferShift, 0x00,
            1,   // one region of equal blocks
            (byte)(blocks - 1), (byte)((blocks - 1) >> 8),
            (byte)(blockBytes >> 8), (byte)(blockBytes >> 16),
            (byte)'P', (byte)'R', (byte)'I', (byte)'1', (byte)'0',
        ];
        identification.CopyTo(query.AsSpan(0x10));
        query[0x3F] = 1;   // protection fields: readers subtract one
        return query;
    }

    private uint Identity(uint offset) => (offset % _blockBytes / BusBytes) switch
    {
        0 => Manufacturer,
        1 => DeviceCode,
        2 => _locked[offset / _blockBytes] ? 1u : 0,
        _ => 0,
    };

    private void Write(uint offset, uint value, int bytes)
    {
        Span<byte> lanes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(lanes, value);
        byte command = lanes[0];
        switch (_mode)
        {
            case Mode.Program:
                Program(offset, lanes[..bytes]);
                Enter(Mode.ReadStatus);
                break;
            case Mode.Erase:
                Erase(offset, command);
                Enter(Mode.ReadStatus);
                break;
            case Mode.Lock:
                Lock(offset, command);
                Enter(Mode.ReadStatus);
                break;
            case Mode.BufferCount:
                BeginBuffer(offset, value & 0xFFFF);
                break;
            case Mode.BufferData:
                FillBuffer(offset, lanes[..bytes]);
                break;
            case Mode.BufferConfirm:
                CommitBuffer(command);
                Enter(Mode.ReadStatus);
                break;
            default:
                Command(command);
                break;
        }
    }

    private void Command(byte command)
    {
        switch (command)
        {
            case 0x10 or 0x40:
                Enter(Mode.Program);
                break;
            case 0x20:
                Enter(Mode.Erase);
                break;
            case 0x50:
                _status = Ready;
                break;
            case 0x60:
                Enter(Mode.Lock);
                break;
            case 0x70 or 0xB0 or Confirm:
                Enter(Mode.ReadStatus);
                break;
            case 0x90:
                Enter(Mode.ReadIdentity);
                break;
            case 0x98:
                Enter(Mode.ReadQuery);
                break;
            case 0xE8:
                Enter(Mode.BufferCount);
                break;
            default:   // 0xFF, and what is no command of this set: probes for other chips
                Enter(Mode.ReadArray);
                break;
        }
    }

    private void Program(uint offset, ReadOnlySpan<byte> bytes)
    {
        if (IsProtected(offset))
        {
            _status |= ProgramError | LockError;
            return;
        }

        Span<byte> cells = _contents.Span.Slice((int)offset, bytes.Length);
        for (int i = 0; i < bytes.Length; i++)
        {
            cells[i] &= bytes[i];   // programming clears bits, only an erase sets them
        }
    }

    private void Erase(uint offset, byte confirmation)
    {
        if (confirmation != Confirm)
        {
            _status |= SequenceError;
        }
        else if (IsProtected(offset))
        {
            _status |= EraseError | LockError;
        }
        else
        {
            _contents.Span.Slice((int)(offset / _blockBytes * _blockBytes), (int)_blockBytes).Fill(0xFF);
        }
    }

    private void Lock(uint offset, byte command)
    {
        switch (command)
        {
            case 0x01 or 0x2F:
                _locked[offset / _blockBytes] = true;
                break;
            case Confirm:
                _locked[offset / _blockBytes] = false;
                break;
            case 0x03:
                break;   // read configuration register: how the bus is clocked
            default:
                _status |= SequenceError;
                break;
        }
    }

    private void BeginBuffer(uint offset, uint wordsLessOne)
    {
        if (wordsLessOne >= BufferWords)
        {
            _status |= SequenceError;
            Enter(Mode.ReadStatus);
            return;
        }

        _bufferBlock = offset / _blockBytes;
        _bufferWritesLeft = wordsLessOne + 1;
        _bufferIsEmpty = true;
        Array.Fill(_buffer, (byte)0xFF);
        Enter(Mode.BufferData);
    }

    private void FillBuffer(uint offset, ReadOnlySpan<byte> bytes)
    {
        if (_bufferIsEmpty)
        {
            _bufferStart = offset;
            _bufferIsEmpty = false;
        }

        uint place = offset - _bufferStart;
        if (offset / _blockBytes != _bufferBlock || place > (uint)(BufferBytes - bytes.Length))
        {
            _status |= SequenceError;
            Enter(Mode.ReadStatus);
            return;
        }

        bytes.CopyTo(_buffer.AsSpan((int)place));
        if (--_bufferWritesLeft == 0)
        {
            Enter(Mode.BufferConfirm);
        }
    }

    private void CommitBuffer(byte confirmation)
    {
        if (confirmation != Confirm)
        {
            _status |= SequenceError;
            return;
        }

        int length = (int)Math.Min(BufferBytes, ((_bufferBlock + 1) * _blockBytes) - _bufferStart);
        Program(_bufferStart, _buffer.AsSpan(0, length));
    }

    private bool IsProtected(uint offset) => _isReadOnly || _locked[offset / _blockBytes];

    private void Enter(Mode mode)
    {
        bool changes = IsReadingArray != (mode == Mode.ReadArray);
        _mode = mode;
        if (changes)
        {
            ModeChanged?.Invoke();
        }
    }
}
