using System.Buffers.Binary;
using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Paravirtual;

/// <summary>
/// The host asks for pages, the guest gives some that it can do without, as a list of page numbers, and takes them back when it may; it also reports
/// how short of memory it is. A page that was given reads as zeros and is memory of the host again until the guest touches it.
/// </summary>
public sealed class ParavirtualBalloon(IPhysicalMemory memory, IDiscardsMemory pages, IInterruptLine irq) : ParavirtualDevice
{
    private const int PageBits = 12, MostPages = 1024, NumberBytes = 4;
    private const uint Give = 1, TakeBack = 2;

    private static readonly RegisterMap<ParavirtualBalloon> s_registers = new("paravirtual balloon", WindowBytes)
    {
        { 0x000, "Target", static d => d.ReadTarget() },
        { 0x004, "Given", static d => (uint)d._given.Count },
        { 0x008, "MostPages", MostPages },
        { 0x00C, "List", static d => d._list, static (d, v) => d._list = v },
        { 0x010, "Count", static d => d._count, static (d, v) => d._count = v },
        { 0x014, "Command", static (d, v) => d._status = d.Execute(v) },
        { 0x018, "Status", static d => (uint)d._status },
        { 0x01C, "Pressure", static d => d.Pressure, static (d, v) => d.Pressure = v },
        { 0x020, "FreePages", static d => d.FreePages, static (d, v) => d.FreePages = v },
    };

    private readonly HashSet<uint> _given = [];
    private readonly byte[] _numbers = new byte[MostPages * NumberBytes];
    private uint _target;
    private uint _list;
    private uint _count;
    private ParavirtualStatus _status;

    public override ParavirtualKind Kind => ParavirtualKind.Balloon;

    /// <summary>Pages that the guest has given.</summary>
    public int Given => _given.Count;

    /// <summary>How short of memory the guest says it is: 0 (not at all) to 100. What it says is not checked.</summary>
    public uint Pressure { get; private set; }

    /// <summary>Pages that the guest says it has to spare.</summary>
    public uint FreePages { get; private set; }

    /// <summary>Asks the guest to give so many pages in all. Post it through the machine's input door.</summary>
    public void SetTarget(uint count)
    {
        _target = count;
        irq.Set(true);
    }

    public override uint Read32(uint offset) => s_registers.Read(this, offset);

    public override void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public override void Reset()
    {
        _given.Clear();
        _target = _list = _count = 0;
        Pressure = FreePages = 0;
        _status = ParavirtualStatus.Ok;
        irq.Set(false);
    }

    private uint ReadTarget()
    {
        irq.Set(false);
        return _target;
    }

    private ParavirtualStatus Execute(uint command)
    {
        if (command is not (Give or TakeBack))
        {
            return ParavirtualStatus.Unsupported;
        }

        if (_count > MostPages)
        {
            return ParavirtualStatus.OutOfRange;
        }

        Span<byte> numbers = _numbers.AsSpan(0, (int)_count * NumberBytes);
        if (!memory.TryRead(_list, numbers))
        {
            return ParavirtualStatus.NotMemory;
        }

        // A bad number ends the command; the pages in front of it are given, as the count of the given shows.
        for (int at = 0; at < numbers.Length; at += NumberBytes)
        {
            uint page = BinaryPrimitives.ReadUInt32LittleEndian(numbers[at..]);
            if (command == Give && !pages.TryDiscard((ulong)page << PageBits, 1 << PageBits))
            {
                return ParavirtualStatus.NotMemory;
            }

            if (command == Give)
            {
                _given.Add(page);
            }
            else if (!_given.Remove(page))
            {
                return ParavirtualStatus.OutOfRange;
            }
        }

        return ParavirtualStatus.Ok;
    }
}
