using System.Collections.Immutable;
using Introspect.Arm;
using Introspect.Arm.Models;
using Introspect.Cpu;
using Introspect.Cpu.SystemControl;
using Introspect.Inspection;
using Introspect.Ir;

namespace Introspect.Hypervisor;

/// <summary>The registers of a CPU model as clients see them, a row each: description, how to read it, how to write it.</summary>
internal sealed class RegisterTable
{
    private const string Banked = "banked";

    private readonly List<Row> _rows = [];

    public RegisterTable(CpuModel model)
    {
        AddCore();
        AddFloatingPoint(model);
        AddSystem(model);
        AddBanked(model);
        Descriptions = [.. _rows.Select(static row => row.Description)];
        ProgramCounter = _rows.FindIndex(static row => row.Description is { Group: RegisterGroups.Core, Name: "pc" });
    }

    /// <summary>The rows in their order.</summary>
    public ImmutableArray<RegisterDescription> Descriptions { get; }

    /// <summary>Number of the program counter's row.</summary>
    public int ProgramCounter { get; }

    public ulong Read(Vcpu vcpu, int register) => _rows[register].Read(vcpu);

    /// <summary>Writes a register with the effects of a guest's write; false when it has none that can be written.</summary>
    public bool TryWrite(Vcpu vcpu, int register, ulong value)
    {
        if (_rows[register].Write is not { } write)
        {
            return false;
        }

        write(vcpu, value);
        vcpu.RefreshState();
        return true;
    }

    private void AddCore()
    {
        for (int i = 0; i < 15; i++)
        {
            int number = i;
            string name = number switch { 13 => "sp", 14 => "lr", _ => $"r{number}" };
            RegisterType type = number switch { 13 => RegisterType.DataPointer, 14 => RegisterType.CodePointer, _ => RegisterType.Integer };
            Add(new(name, 32, RegisterGroups.Core, type), v => v.Registers[number], (v, x) => v.Registers[number] = (uint)x);
        }

        // An instruction of T32 begins at a halfword, one of A32 at a word.
        Add(
            new("pc", 32, RegisterGroups.Core, RegisterType.CodePointer),
            static v => v.Pc,
            static (v, x) => v.Pc = (uint)x & ((v.Cpsr & (1u << Psr.T)) != 0 ? ~1u : ~3u));
        Add(new("cpsr", 32, RegisterGroups.Core), static v => v.Cpsr, static (v, x) => v.SetCpsr((uint)x));
    }

    private void AddFloatingPoint(CpuModel model)
    {
        if (!model.Has(ArmExtensions.Vfp2))
        {
            return;
        }

        for (int i = 0; i < (model.Has(ArmExtensions.D32) ? 32 : 16); i++)
        {
            Slot low = Slot.VectorDouble(i);
            Add(
                new($"d{i}", 64, RegisterGroups.Vfp, RegisterType.Double),
                v => ((ulong)v.Registers[low.Next.Index] << 32) | v.Registers[low.Index],
                (v, x) => (v.Registers[low.Index], v.Registers[low.Next.Index]) = ((uint)x, (uint)(x >> 32)));
        }

        Add(
            new("fpscr", 32, RegisterGroups.Vfp),
            static v => v.Registers[Slot.FloatStatus.Index],
            static (v, x) =>
            {
                v.Registers[Slot.FloatStatus.Index] = (uint)x & v.Model.FpscrWritable;
                v.RefreshState();
            });
        Add(new("FPEXC", 32, RegisterGroups.System), static v => v.System.Fpexc, static (v, x) => v.System.WriteFpexc((uint)x));
        if (!model.Has(ArmExtensions.Vfp3))
        {
            Add(new("FPINST", 32, RegisterGroups.System), static v => v.System.Fpinst, static (v, x) => v.System.Fpinst = (uint)x);
            Add(new("FPINST2", 32, RegisterGroups.System), static v => v.System.Fpinst2, static (v, x) => v.System.Fpinst2 = (uint)x);
        }

        foreach (string name in new[] { "FPSID", "MVFR0", "MVFR1" }.Where(model.Names))
        {
            Add(new(name, 32, RegisterGroups.System), v => v.Model.Id(name), null);
        }
    }

    // In the manual's order: by CRn, opc1, CRm, opc2, CP15 before CP14. A register with several encodings is shown once.
    private void AddSystem(CpuModel model)
    {
        SystemRegisterRows rows = SystemRegisterTable.For(model);
        IEnumerable<SystemRegister<uint>> readable = rows.Words
            .Where(static pair => pair.Value.Read is not null)
            .OrderByDescending(static pair => pair.Key & 0xF)
            .ThenBy(static pair => (pair.Key >> 8) & 0xF)
            .ThenBy(static pair => (pair.Key >> 4) & 0xF)
            .ThenBy(static pair => pair.Key >> 12)
            .Select(static pair => pair.Value)
            .DistinctBy(static register => register.Name);
        foreach (SystemRegister<uint> register in readable)
        {
            Add(
                new(register.Name, 32, RegisterGroups.System),
                v => register.Read!(v),
                register.Write is { } write ? (v, x) => write(v, (uint)x) : null);
        }

        // What also has a word for a name is shown as that.
        IEnumerable<SystemRegister<ulong>> doublewords = rows.Doublewords.OrderBy(static pair => pair.Key).Select(static pair => pair.Value)
            .Where(register => register.Read is not null && rows.Words.Values.All(word => word.Name != register.Name));
        foreach (SystemRegister<ulong> register in doublewords)
        {
            Add(
                new(register.Name, 64, RegisterGroups.System),
                v => register.Read!(v),
                register.Write is { } write ? (v, x) => write(v, x) : null);
        }
    }

    // ARM DDI 0406C B1.3.2, figure B1-2.
    private void AddBanked(CpuModel model)
    {
        AddBank(ProcessorMode.User, "usr", first: 8);
        AddBank(ProcessorMode.Fiq, "fiq", first: 8);
        AddBank(ProcessorMode.Irq, "irq");
        AddBank(ProcessorMode.Supervisor, "svc");
        AddBank(ProcessorMode.Abort, "abt");
        AddBank(ProcessorMode.Undefined, "und");
        if (model.Has(ArmExtensions.Security))
        {
            AddBank(ProcessorMode.Monitor, "mon");
        }
    }

    private void AddBank(ProcessorMode mode, string suffix, int first = 13)
    {
        for (int i = first; i < 15; i++)
        {
            int number = i;
            string name = number switch { 13 => "sp", 14 => "lr", _ => $"r{number}" };
            Add(
                new($"{name}_{suffix}", 32, Banked),
                v => v.Banked.Read(ref v.Registers, v.Mode, mode, number),
                (v, x) => v.Banked.Write(ref v.Registers, v.Mode, mode, number, (uint)x));
        }

        if (BankedRegisters.HasSpsr(mode))
        {
            Add(new($"spsr_{suffix}", 32, Banked), v => v.Banked.ReadSpsr(ref v.Registers, v.Mode, mode), (v, x) => v.Banked.WriteSpsr(ref v.Registers, v.Mode, mode, (uint)x));
        }
    }

    private void Add(RegisterDescription description, Func<Vcpu, ulong> read, Action<Vcpu, ulong>? write) =>
        _rows.Add(new Row(description, read, write));

    private sealed record Row(RegisterDescription Description, Func<Vcpu, ulong> Read, Action<Vcpu, ulong>? Write);
}
