using Introspect.Cpu;
using Introspect.Ir;

namespace Introspect.Machine.Lockstep;

/// <summary>All that a <see cref="StateHash"/> sees of a vCPU, by name.</summary>
internal static class VcpuValues
{
    private const int GeneralRegisters = 15;
    private const int VectorRegisters = 32;

    /// <summary>The values in a fixed order, registers first.</summary>
    public static IReadOnlyList<NamedValue> Read(Vcpu vcpu)
    {
        var values = new List<NamedValue>();
        for (int i = 0; i < GeneralRegisters; i++)
        {
            values.Add(new(i switch { 13 => "sp", 14 => "lr", _ => $"r{i}" }, vcpu.Registers[i]));
        }

        values.Add(new("pc", vcpu.Pc));
        values.Add(new("cpsr", vcpu.Cpsr));
        values.Add(new("spsr", vcpu.Registers[Slot.SavedStatus.Index]));
        values.Add(new("fpscr", vcpu.Registers[Slot.FloatStatus.Index]));
        for (int i = 0; i < VectorRegisters; i++)
        {
            Slot low = Slot.VectorDouble(i);
            values.Add(new($"d{i}", ((ulong)vcpu.Registers[low.Next.Index] << 32) | vcpu.Registers[low.Index]));
        }

        values.Add(new("execution state", (uint)vcpu.State));
        values.Add(new("instructions", vcpu.Instructions));
        values.Add(new("off", vcpu.IsOff ? 1u : 0));
        values.Add(new("waiting", vcpu.IsWaiting ? 1u : 0));
        int banked = 0;
        vcpu.Banked.Visit(value => values.Add(new($"banked word {banked++}", value)));
        var system = new List<NamedValue>();
        vcpu.RegisterRows.Visit(vcpu, (name, value) => system.Add(new(name, value)));
        return [.. values, .. system.OrderBy(static row => row.Name, StringComparer.Ordinal)];
    }
}
