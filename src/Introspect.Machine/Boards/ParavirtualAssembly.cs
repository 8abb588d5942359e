using Introspect.Core;
using Introspect.Cpu;
using Introspect.Devices.Paravirtual;
using Introspect.Machine.Firmware;

namespace Introspect.Machine.Boards;

/// <summary>Puts the paravirtual set onto a board, in the same way on all.</summary>
internal static class ParavirtualAssembly
{
    /// <summary>Adds the set once everything else is there.</summary>
    /// <param name="parts">The board.</param>
    /// <param name="at">Address of the discovery page. The windows lie behind it.</param>
    /// <param name="interruptNumber">The interrupt line as the board's controller numbers it.</param>
    /// <param name="interrupt">The line.</param>
    public static void AddParavirtualSet(this BoardAssembly parts, ulong at, int interruptNumber, IInterruptLine interrupt)
    {
        Machine machine = parts.Machine;
        if (parts.Options.Drives.Length > ParavirtualSet.MostDrives)
        {
            throw new IntrospectException($"Board {machine.Board} takes {ParavirtualSet.MostDrives} drives, not {parts.Options.Drives.Length}.");
        }

        var set = new ParavirtualSet(new ParavirtualSlot
        {
            Slot = parts.SlotFor(interrupt, isConsole: true),
            InterruptNumber = interruptNumber,
            Pages = machine.Bus,
            Power = (request, code) => machine.Finish(EndOf(request, code)),
            Seed = parts.Surroundings.Seed,
            Drives = parts.Drives,
            Cable = parts.Surroundings.ParavirtualCable,
        });
        parts.AddDevice("paravirtual page", at, set.Page);
        foreach ((uint offset, ParavirtualDevice device) in set.Placed())
        {
            parts.AddDevice(NameOf(device, offset), at + offset, device);
        }

        foreach (Vcpu vcpu in machine.Vcpus)
        {
            AddWindowsOf(vcpu.Index, machine, set, at);
        }

        if (machine.Console is { } serial)
        {
            machine.Console = new ConsoleInput(serial, set.Console);
        }

        machine.PowerButton += pressed => Press(set.Power, pressed);
        machine.ParavirtualBase = at;
        machine.Paravirtual = set;
    }

    // What must know the vCPU that asks lies on that vCPU's own bus.
    private static void AddWindowsOf(int vcpu, Machine machine, ParavirtualSet set, ulong at)
    {
        HypervisorService service = machine.HypervisorService;
        var trace = new ParavirtualTrace((channel, value) => service.Mark(vcpu, channel, value));
        var calls = new ParavirtualCalls((function, argument1, argument2, results) => service.Answer(vcpu, function, argument1, argument2, results));
        machine.Vcpus[vcpu].Bus.AddDevice(NameOf(trace, set.TraceOffset), at + set.TraceOffset, trace);
        machine.Vcpus[vcpu].Bus.AddDevice(NameOf(calls, set.CallsOffset), at + set.CallsOffset, calls);
        machine.OnReset(calls.Reset);
    }

    private static string NameOf(ParavirtualDevice device, uint offset) => $"paravirtual {device.Kind}@{offset:x}".ToLowerInvariant();

    private static void Press(ParavirtualPower power, bool pressed)
    {
        if (pressed)
        {
            power.Press();
        }
    }

    private static MachineEnd EndOf(PowerRequest request, uint code) => request switch
    {
        PowerRequest.Off => MachineEnd.PowerOffByGuest,
        PowerRequest.Reset => MachineEnd.ResetByGuest,
        PowerRequest.Exit => MachineEnd.ExitByGuest((int)code),
    };
}
