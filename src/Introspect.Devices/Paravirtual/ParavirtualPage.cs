using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Paravirtual;

/// <summary>
/// The discovery page of the paravirtual set: what there is and where, and the one interrupt line that its devices share. The windows lie
/// behind it, a page each, in the order of the records; bit n of the pending and enable registers belongs to record n.
/// </summary>
public sealed class ParavirtualPage(int interruptNumber, IInterruptLine irq) : IMmioDevice, IReportsUnmodelled
{
    /// <summary>"INSP", as bytes in memory.</summary>
    public const uint Magic = 0x5053_4E49;

    private const uint Version = 1, FirstRecord = 0x100, RecordBytes = 0x20, DeviceVersion = 1;
    private const int RecordWords = (int)RecordBytes / 4;
    private const int MaxRecords = (int)((ParavirtualDevice.WindowBytes - FirstRecord) / RecordBytes);

    private static readonly RegisterMap<ParavirtualPage> s_registers = new("paravirtual page", ParavirtualDevice.WindowBytes)
    {
        { 0x000, "Magic", Magic },
        { 0x004, "Version", Version },
        { 0x008, "Records", static d => (uint)d._records.Count },
        { 0x00C, "RecordBytes", RecordBytes },
        { 0x010, "FirstRecord", FirstRecord },
        { 0x014, "Interrupt", static d => d.InterruptNumber },
        { 0x018, "Pending", static d => d._pending },
        { 0x01C, "Enable", static d => d._enable, static (d, v) => d.SetEnable(v) },
        { FirstRecord, MaxRecords * RecordWords, "Record", static (d, i) => d.ReadRecord(i / RecordWords, i % RecordWords) },
    };

    private readonly List<Record> _records = [];
    private uint _pending;
    private uint _enable;

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    private uint InterruptNumber => (uint)interruptNumber;

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Reset() => SetEnable(0);

    /// <summary>The next record is one of a device that has an interrupt, which <paramref name="make"/> is given.</summary>
    internal T Add<T>(Func<IInterruptLine, T> make)
        where T : ParavirtualDevice
    {
        T device = make(new PendingBit(this, _records.Count));
        Add(device.Kind, device);
        return device;
    }

    /// <summary>The next record; the window's offset from the page.</summary>
    internal uint Add(ParavirtualKind kind, ParavirtualDevice? device = null)
    {
        Invariant.Require(_records.Count < MaxRecords);
        _records.Add(new Record(kind, device));
        return OffsetOf(_records.Count - 1);
    }

    /// <summary>The devices that were added, and the offsets of their windows.</summary>
    internal IEnumerable<(uint Offset, ParavirtualDevice Device)> Placed()
    {
        for (int i = 0; i < _records.Count; i++)
        {
            if (_records[i].Device is { } device)
            {
                yield return (OffsetOf(i), device);
            }
        }
    }

    private static uint OffsetOf(int record) => ParavirtualDevice.WindowBytes * (uint)(record + 1);

    private uint ReadRecord(int index, int word)
    {
        if (index >= _records.Count)
        {
            return 0;
        }

        Record record = _records[index];
        return word switch
        {
            0 => (uint)record.Kind,
            1 => OffsetOf(index),
            2 => ParavirtualDevice.WindowBytes,
            3 => InterruptNumber,
            4 => DeviceVersion,
            5 => record.Device?.Features ?? 0,
            6 => record.Device is null or { IsPresent: true } ? 1u : 0,
            _ => 0,
        };
    }

    private void SetEnable(uint value)
    {
        _enable = value;
        irq.Set((_pending & _enable) != 0);
    }

    private void SetPending(int record, bool raised)
    {
        _pending = raised ? _pending | (1u << record) : _pending & ~(1u << record);
        irq.Set((_pending & _enable) != 0);
    }

    // No device: every vCPU has a window of its own there.
    private sealed record Record(ParavirtualKind Kind, ParavirtualDevice? Device);

    private sealed class PendingBit : IInterruptLine
    {
        private readonly ParavirtualPage _page;
        private readonly int _record;

        public PendingBit(ParavirtualPage page, int record)
        {
            Invariant.Require(record < 32, "devices with an interrupt come first");
            (_page, _record) = (page, record);
        }

        public void Set(bool raised) => _page.SetPending(_record, raised);
    }
}
