using BenchmarkDotNet.Attributes;
using Introspect.Devices;
using Introspect.Hypervisor.Network;
using Introspect.Machine;

namespace Introspect.Benchmarks;

/// <summary>What a frame costs from one machine's device through the switch and the door to another's, without the devices and guests.</summary>
[MemoryDiagnoser, MinColumn]
public class NetworkBenchmarks
{
    private const int Stations = 8, Frames = 64;

    private readonly InputDoor[] _doors = [.. Enumerable.Range(0, Stations).Select(static _ => new InputDoor())];
    private readonly SwitchPort[] _ports;
    private readonly Card _card = new();
    private byte[] _toOne = [], _toAll = [];

    public NetworkBenchmarks()
    {
        var network = new VirtualSwitch("lan", TimeProvider.System);
        _ports = [.. Enumerable.Range(0, Stations).Select(i => network.AddPort($"m{i}", AddressOf(i), new SwitchPortOptions()))];
        for (int i = 0; i < Stations; i++)
        {
            _ports[i].Connect(_doors[i].AddEntrance(_card));
        }
    }

    /// <summary>Bytes of a frame.</summary>
    [Params(60, 1514)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void MakeFrames()
    {
        _toOne = new byte[Bytes];
        AddressOf(1).Write(_toOne);
        AddressOf(0).Write(_toOne.AsSpan(MacAddress.Length));
        _toAll = [.. _toOne];
        new MacAddress(0xFFFF_FFFF_FFFF).Write(_toAll);
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public void A_frame_to_one()
    {
        for (int i = 0; i < Frames; i++)
        {
            _ports[0].Send(_toOne);
        }

        _doors[1].Pump(0);
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public void A_frame_to_seven()
    {
        for (int i = 0; i < Frames; i++)
        {
            _ports[0].Send(_toAll);
        }

        foreach (InputDoor door in _doors)
        {
            door.Pump(0);
        }
    }

    private static MacAddress AddressOf(int station) => new(0x5254_0000_0000UL | (uint)station);

    private sealed class Card : IPacketReceiver
    {
        public bool CanReceive => true;

        public void Receive(ReadOnlySpan<byte> frame)
        {
        }
    }
}
