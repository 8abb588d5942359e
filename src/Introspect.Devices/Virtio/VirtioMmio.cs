using System.Buffers.Binary;
using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Virtio;

/// <summary>
/// The MMIO transport, VIRTIO 1.2 section 4.2, register layout version 2, over a device or an empty slot (device id 0).
/// Not modelled: the legacy layout (version 1), shared memory regions, queue reset.
/// </summary>
public sealed class VirtioMmio : IMmioDevice, IReportsUnmodelled
{
    private const ulong IndirectDescriptors = 1ul << 28, EventIndex = 1ul << 29, Version1 = 1ul << 32;
    private const uint StatusFeaturesOk = 8, StatusNeedsReset = 64;
    private const uint UsedBuffer = 1, ConfigurationChange = 2;

    private static readonly RegisterMap<VirtioMmio> s_registers = new("virtio-mmio", size: 0x200)
    {
        { 0x000, "MagicValue", 0x7472_6976 },
        { 0x004, "Version", 2 },
        { 0x008, "DeviceID", static d => d._device?.Id ?? 0 },
        { 0x00C, "VendorID", 0x554D_4551 },
        { 0x010, "DeviceFeatures", static d => d.OfferedWord },
        { 0x014, "DeviceFeaturesSel", static (d, v) => d._offeredSelect = v },
        { 0x020, "DriverFeatures", static (d, v) => d.Accept(v) },
        { 0x024, "DriverFeaturesSel", static (d, v) => d._acceptedSelect = v },
        { 0x030, "QueueSel", static (d, v) => d._queueSelect = v },
        { 0x034, "QueueNumMax", static d => d.Selected is null ? 0 : (uint)VirtioQueue.MaxSize },
        { 0x038, "QueueNum", static (d, v) => d.Configure(v, static (q, v) => q.Size = v) },
        { 0x044, "QueueReady", static d => d.Selected is { IsReady: true } ? 1u : 0, static (d, v) => d.SetReady(v) },
        { 0x050, "QueueNotify", static (d, v) => d.Notify(v) },
        { 0x060, "InterruptStatus", static d => d._interrupts },
        { 0x064, "InterruptACK", static (d, v) => d.SetInterrupts(d._interrupts & ~v) },
        { 0x070, "Status", static d => d._status, static (d, v) => d.SetStatus(v & 0xFF) },
        { 0x080, "QueueDescLow", static (d, v) => d.Configure(v, static (q, v) => q.Descriptors = Low(q.Descriptors, v)) },
        { 0x084, "QueueDescHigh", static (d, v) => d.Configure(v, static (q, v) => q.Descriptors = High(q.Descriptors, v)) },
        { 0x090, "QueueDriverLow", static (d, v) => d.Configure(v, static (q, v) => q.DriverArea = Low(q.DriverArea, v)) },
        { 0x094, "QueueDriverHigh", static (d, v) => d.Configure(v, static (q, v) => q.DriverArea = High(q.DriverArea, v)) },
        { 0x0A0, "QueueDeviceLow", static (d, v) => d.Configure(v, static (q, v) => q.DeviceArea = Low(q.DeviceArea, v)) },
        { 0x0A4, "QueueDeviceHigh", static (d, v) => d.Configure(v, static (q, v) => q.DeviceArea = High(q.DeviceArea, v)) },
        { 0x0AC, "SHMSel", static (_, _) => { } },
        { 0x0B0, 4, "SHM", static (_, _) => uint.MaxValue },
        { 0x0FC, "ConfigGeneration", static d => d._generation },
        { 0x100, 64, "Config", static (d, i) => d.ReadConfiguration(i), static (d, i, v) => d._device?.WriteConfiguration(i, v) },
    };

    private readonly VirtioDevice? _device;
    private readonly IInterruptLine _irq;
    private readonly VirtioQueue[] _queues;
    private uint _offeredSelect;
    private uint _acceptedSelect;
    private uint _queueSelect;
    private uint _interrupts;
    private uint _status;
    private uint _generation;

    /// <summary>A slot with a device in it; null leaves it empty.</summary>
    public VirtioMmio(VirtioDevice? device, IPhysicalMemory memory, IInterruptLine irq)
    {
        _device = device;
        _irq = irq;
        _queues = new VirtioQueue[device?.QueueCount ?? 0];
        for (int i = 0; i < _queues.Length; i++)
        {
            _queues[i] = new VirtioQueue(memory);
        }

        device?.Attach(this);
    }

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    internal ulong AcceptedFeatures { get; private set; }

    private ulong Offered => _device is null ? 0 : _device.Features | IndirectDescriptors | EventIndex | Version1;

    private uint OfferedWord => _offeredSelect < 2 ? (uint)(Offered >> (int)(32 * _offeredSelect)) : 0;

    private VirtioQueue? Selected => _queueSelect < (uint)_queues.Length ? _queues[_queueSelect] : null;

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Reset()
    {
        ResetByDriver();
        _generation = 0;
        _device?.Reset();
    }

    internal VirtioQueue Queue(int queue) => _queues[queue];

    internal bool TryDeliver(int queue, ReadOnlySpan<byte> header, ReadOnlySpan<byte> body)
    {
        bool taken = _queues[queue].TryTake(out VirtioChain chain);
        if (taken)
        {
            _ = chain.TryWrite(header) && chain.TryWrite(body);   // a buffer too short or outside RAM: so much was written
            _queues[queue].Complete(chain);
        }

        Conclude(_queues[queue]);
        return taken;
    }

    internal void ConfigurationChanged()
    {
        _generation++;
        SetInterrupts(_interrupts | ConfigurationChange);
    }

    private static ulong Low(ulong address, uint value) => (address & ~0xFFFF_FFFFul) | value;

    private static ulong High(ulong address, uint value) => (uint)address | ((ulong)value << 32);

    private void Accept(uint value)
    {
        if ((_status & StatusFeaturesOk) == 0 && _acceptedSelect < 2)
        {
            AcceptedFeatures = _acceptedSelect == 0 ? Low(AcceptedFeatures, value) : High(AcceptedFeatures, value);
        }
    }

    private void Configure(uint value, Action<VirtioQueue, uint> set)
    {
        if (Selected is { IsReady: false } queue)
        {
            set(queue, value);
        }
    }

    private void SetReady(uint value)
    {
        if (Selected is not { } queue)
        {
            return;
        }

        if (value == 0)
        {
            queue.TakeBack();
        }
        else if (!queue.IsReady)
        {
            queue.UsesEventIndex = (AcceptedFeatures & EventIndex) != 0;
            _ = queue.TryHandOver();   // a driver that reads QueueReady back sees a refusal
        }
    }

    private void SetStatus(uint value)
    {
        if (value == 0)
        {
            ResetByDriver();
            return;
        }

        bool mayAccept = (AcceptedFeatures & ~Offered) == 0 && (AcceptedFeatures & Version1) != 0;
        _status = (_status & StatusNeedsReset) | (mayAccept ? value : value & ~StatusFeaturesOk);
    }

    private void ResetByDriver()
    {
        _offeredSelect = _acceptedSelect = _queueSelect = 0;
        _status = 0;
        AcceptedFeatures = 0;
        foreach (VirtioQueue queue in _queues)
        {
            queue.Reset();
        }

        SetInterrupts(0);
    }

    private void Notify(uint index)
    {
        if (index >= (uint)_queues.Length || !_device!.ServesAtOnce((int)index))
        {
            return;
        }

        // A device may write to the very ring it reads: the size of the queue bounds what one notification can ask for.
        VirtioQueue queue = _queues[index];
        for (uint served = 0; served < queue.Size && queue.TryTake(out VirtioChain chain); served++)
        {
            _device.Serve((int)index, chain);
            queue.Complete(chain);
        }

        Conclude(queue);
    }

    private void Conclude(VirtioQueue queue)
    {
        if (queue.WantsInterrupt())
        {
            SetInterrupts(_interrupts | UsedBuffer);
        }

        if (queue.IsBroken && (_status & StatusNeedsReset) == 0)
        {
            _status |= StatusNeedsReset;
            SetInterrupts(_interrupts | ConfigurationChange);
        }
    }

    private uint ReadConfiguration(int word)
    {
        ReadOnlySpan<byte> bytes = _device is null ? default : _device.Configuration;
        Span<byte> lanes = stackalloc byte[4];
        lanes.Clear();
        int start = word * 4;
        if (start < bytes.Length)
        {
            bytes[start..Math.Min(start + 4, bytes.Length)].CopyTo(lanes);
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(lanes);
    }

    private void SetInterrupts(uint value)
    {
        _interrupts = value;
        _irq.Set(value != 0);
    }
}
