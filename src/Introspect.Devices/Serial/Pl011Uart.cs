using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Serial;

/// <summary>
/// ARM PrimeCell UART (PL011), ARM DDI 0183G, with the FIFOs of 16 of revision r1p1. A character is sent the moment it is
/// written and received the moment it arrives, whether or not UARTCR enables the UART: firmware left it enabled. The receive
/// time-out has no length: it comes with the character. Not modelled: DMA, modem lines, IrDA, baud pacing, line errors, breaks.
/// </summary>
public sealed class Pl011Uart(ICharacterSink output, IInterruptLine irq) : IMmioDevice, ICharacterReceiver, IReportsUnmodelled
{
    private const int FifoDepth = 16;
    private const uint LineControlFifoEnable = 1 << 4;
    private const uint ControlLoopback = 1 << 7, ControlAtReset = 0x300;
    private const uint FlagReceiveEmpty = 1 << 4, FlagReceiveFull = 1 << 6, FlagTransmitEmpty = 1 << 7;
    private const uint ReceiveInterrupt = 1 << 4, TransmitInterrupt = 1 << 5, TimeoutInterrupt = 1 << 6;
    private const uint OverrunInterrupt = 1 << 10;
    private const uint AllInterrupts = 0x7FF;
    private const uint OverrunError = 1 << 3;
    private const uint FifoLevelsAtReset = 0x12;

    private static readonly RegisterMap<Pl011Uart> s_registers = new("pl011", size: 0x1000)
    {
        { 0x000, "UARTDR", static d => d.PopReceived(), static (d, v) => d.Transmit((byte)v) },
        { 0x004, "UARTRSR/UARTECR", static d => d._receiveStatus, static (d, _) => d._receiveStatus = 0 },
        { 0x018, "UARTFR", static d => d.Flags },
        { 0x020, "UARTILPR", static d => d._irdaDivisor, static (d, v) => d._irdaDivisor = v & 0xFF },
        { 0x024, "UARTIBRD", static d => d._integerDivisor, static (d, v) => d._integerDivisor = v & 0xFFFF },
        { 0x028, "UARTFBRD", static d => d._fractionalDivisor, static (d, v) => d._fractionalDivisor = v & 0x3F },
        { 0x02C, "UARTLCR_H", static d => d._lineControl, static (d, v) => d.SetLineControl(v & 0xFF) },
        { 0x030, "UARTCR", static d => d._control, static (d, v) => d._control = v & 0xFF87 },
        { 0x034, "UARTIFLS", static d => d._fifoLevels, static (d, v) => d.SetFifoLevels(v & 0x3F) },
        { 0x038, "UARTIMSC", static d => d._mask, static (d, v) => d.SetMask(v & AllInterrupts) },
        { 0x03C, "UARTRIS", static d => d._raised },
        { 0x040, "UARTMIS", static d => d._raised & d._mask },
        { 0x044, "UARTICR", static (d, v) => d.Lower(v & AllInterrupts) },
        { 0x048, "UARTDMACR", static d => d._dmaControl, static (d, v) => d._dmaControl = v & 7 },
        { 0xFE0, "UARTPeriphID", [0x11, 0x10, 0x14, 0x00] },
        { 0xFF0, "UARTPCellID", [0x0D, 0xF0, 0x05, 0xB1] },
    };

    private readonly byte[] _fifo = new byte[FifoDepth];
    private int _first;
    private int _count;
    private uint _receiveStatus;
    private uint _irdaDivisor;
    private uint _integerDivisor;
    private uint _fractionalDivisor;
    private uint _lineControl;
    private uint _control = ControlAtReset;
    private uint _fifoLevels = FifoLevelsAtReset;
    private uint _mask;
    private uint _raised;
    private uint _dmaControl;

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    public bool CanReceive => _count < Depth;

    private bool HasFifo => (_lineControl & LineControlFifoEnable) != 0;

    private int Depth => HasFifo ? FifoDepth : 1;

    /// <summary>How many characters raise the receive interrupt. DDI 0183G 3.3.9: 1/8, 1/4, 1/2, 3/4, 7/8 of the FIFO.</summary>
    private int ReceiveLevel => HasFifo
        ? Bits.Extract(_fifoLevels, 3, 3) switch { 0 => 2, 1 => 4, 2 => 8, 3 => 12, _ => 14 }
        : 1;

    private uint Flags =>
        FlagTransmitEmpty | (_count == 0 ? FlagReceiveEmpty : 0) | (_count >= Depth ? FlagReceiveFull : 0);

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Receive(byte character)
    {
        if (!CanReceive)
        {
            _receiveStatus |= OverrunError;
            Raise(OverrunInterrupt);
            return;
        }

        _fifo[(_first + _count++) % FifoDepth] = character;
        Raise((_count >= ReceiveLevel ? ReceiveInterrupt : 0) | (HasFifo ? TimeoutInterrupt : 0));
    }

    public void Reset()
    {
        _first = _count = 0;
        _receiveStatus = 0;
        _irdaDivisor = _integerDivisor = _fractionalDivisor = 0;
        _lineControl = 0;
        _control = ControlAtReset;
        _fifoLevels = FifoLevelsAtReset;
        _mask = _raised = 0;
        _dmaControl = 0;
        UpdateInterrupt();
    }

    private uint PopReceived()
    {
        if (_count == 0)
        {
            return 0;
        }

        byte character = _fifo[_first];
        _first = (_first + 1) % FifoDepth;
        _count--;
        Lower((_count < ReceiveLevel ? ReceiveInterrupt : 0) | (_count == 0 ? TimeoutInterrupt : 0));
        return character;
    }

    private void Transmit(byte character)
    {
        if ((_control & ControlLoopback) != 0)
        {
            Receive(character);
        }
        else
        {
            output.Put(character);
        }

        Raise(TransmitInterrupt);   // the FIFO was filled and drained through its level
    }

    private void SetLineControl(uint value)
    {
        if (((value ^ _lineControl) & LineControlFifoEnable) != 0)
        {
            _first = _count = 0;
            Lower(ReceiveInterrupt | TimeoutInterrupt);
        }

        _lineControl = value;
    }

    private void SetFifoLevels(uint value)
    {
        _fifoLevels = value;
        if (_count >= ReceiveLevel)
        {
            Raise(ReceiveInterrupt);
        }
    }

    private void SetMask(uint value)
    {
        _mask = value;
        UpdateInterrupt();
    }

    private void Raise(uint interrupts)
    {
        _raised |= interrupts;
        UpdateInterrupt();
    }

    private void Lower(uint interrupts)
    {
        _raised &= ~interrupts;
        UpdateInterrupt();
    }

    private void UpdateInterrupt() => irq.Set((_raised & _mask) != 0);
}
