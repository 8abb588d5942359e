using System.Buffers.Binary;
using System.Collections.Concurrent;
using Introspect.Cpu.Dispatch;
using Introspect.Devices;
using Introspect.Inspection;
using Introspect.Machine;
using Introspect.Machine.Loading;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Hypervisor.Tests;

/// <summary>A live machine of board virt with a guest of a few words, and what is heard of it.</summary>
internal sealed class TestMachine : IMachineListener, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly BlockingCollection<StopEvent> _stops = [];

    public TestMachine(
        uint[] guest, int vcpus = 1, LiveMachineOptions? options = null, bool isParallel = false, Engine? engine = null, EngineTuning? tuning = null)
    {
        Guest = CreateGuest(guest, vcpus, engine, isParallel, tuning);
        Live = new LiveMachine(Guest, options ?? new LiveMachineOptions { SkipsIdleTime = true });
        using (Live.Hold())
        {
            Live.Subscribe(this);
        }
    }

    public LiveMachine Live { get; }

    /// <summary>The machine inside; only for its door.</summary>
    public GuestMachine Guest { get; }

    public int Resumes { get; private set; }

    public static GuestMachine CreateGuest(
        uint[] guest, int vcpus = 1, Engine? engine = null, bool isParallel = false, EngineTuning? tuning = null)
    {
        byte[] image = new byte[guest.Length * sizeof(uint)];
        for (int i = 0; i < guest.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(i * sizeof(uint)), guest[i]);
        }

        return MachineFactory.Create(
            "test",
            new MachineOptions
            {
                VcpuCount = vcpus,
                MemoryMiB = 16,
                Kernel = new GuestFile("test", image),
                Engine = engine ?? (isParallel ? Engine.Translator : EngineTuning.DefaultEngine),
                Tuning = tuning ?? EngineTuning.Default,
                IsParallel = isParallel,
            },
            new MachineSurroundings(new Silence(), WallClockSeconds: 0, Seed: 1));
    }

    /// <summary>Resumes, each vCPU with its action; those without one run.</summary>
    public bool Resume(params ResumeAction[] actions)
    {
        using MachineHold hold = Live.Hold();
        return Live.Resume([.. actions, .. Enumerable.Repeat(new ResumeAction(ResumeKind.Run), Live.Vcpus.Count - actions.Length)]);
    }

    public StopEvent NextStop()
    {
        Assert.True(_stops.TryTake(out StopEvent? stop, s_patience), "The machine does not stop.");
        return stop;
    }

    public StopEvent ResumeUntilStop(params ResumeAction[] actions)
    {
        Assert.True(Resume(actions));
        return NextStop();
    }

    public StopEvent Stop()
    {
        Live.Interrupt();
        return NextStop();
    }

    public ulong Read(string register, int vcpu = 0)
    {
        using MachineHold hold = Live.Hold();
        return Live.Vcpus[vcpu].ReadRegister(Find(register));
    }

    public bool TryWrite(string register, ulong value, int vcpu = 0)
    {
        using MachineHold hold = Live.Hold();
        return Live.Vcpus[vcpu].TryWriteRegister(Find(register), value);
    }

    public void Insert(uint address, int? vcpu = null)
    {
        using MachineHold hold = Live.Hold();
        Live.Insert(new Breakpoint(address, vcpu));
    }

    public void Remove(uint address, int? vcpu = null)
    {
        using MachineHold hold = Live.Hold();
        Live.Remove(new Breakpoint(address, vcpu));
    }

    /// <summary>Waits until the guest has executed more than it had.</summary>
    public void WaitForProgress()
    {
        ulong before = Live.InstructionCount;
        Assert.True(SpinWait.SpinUntil(() => Live.InstructionCount > before, s_patience), "The guest does not move.");
    }

    public void Stopped(StopEvent stop) => _stops.Add(stop);

    public void Resumed() => Resumes++;

    public void Dispose()
    {
        Live.Dispose();
        _stops.Dispose();
    }

    private int Find(string register) =>
        Live.Vcpus[0].Registers.Index().First(r => r.Item.Name == register).Index;

    private sealed class Silence : ICharacterSink
    {
        public void Put(byte character)
        {
        }
    }
}
