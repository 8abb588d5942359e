using System.Collections;
using System.Collections.Frozen;
using Introspect.Arm.Models;

namespace Introspect.Cpu.SystemControl;

/// <summary>Who may touch a system register from User mode.</summary>
public enum UserAccess : byte
{
    None,
    Read,
    ReadWrite,

    /// <summary>All, while PMUSERENR.EN is set.</summary>
    Monitors,
}

/// <summary>What a write of a system register changes besides the register.</summary>
public enum WriteEffect : byte
{
    None,

    /// <summary>What addresses mean: tables, domains, the address space, or what is cached of them.</summary>
    Regime,

    /// <summary>Deadlines and interrupts.</summary>
    Timer,

    /// <summary>What instructions mean, and the regime as well.</summary>
    State,
}

/// <summary>One 32-bit register or operation of CP15 or CP14.</summary>
/// <param name="Name">The manual's name.</param>
/// <param name="Read">Reads it, or null when reading is undefined.</param>
/// <param name="Write">Writes it, or null when writing is undefined.</param>
/// <param name="User">What User mode may do.</param>
/// <param name="Effect">What a write changes besides.</param>
public sealed record SystemRegister(string Name, Func<Vcpu, uint>? Read, Action<Vcpu, uint>? Write, UserAccess User, WriteEffect Effect);

/// <summary>
/// The registers and operations of CP15 and CP14, one row each: coprocessor, CRn, opc1, CRm, opc2 (ARM DDI 0406C B3.17, order by number).
/// </summary>
public sealed partial class SystemRegisterTable : IEnumerable<SystemRegister>
{
    private readonly Dictionary<uint, SystemRegister> _rows = [];

    /// <summary>What a CPU model has: the rows of its generation and of its extensions.</summary>
    public static FrozenDictionary<uint, SystemRegister> For(CpuModel model)
    {
        var rows = new Dictionary<uint, SystemRegister>();
        foreach (SystemRegisterTable part in PartsOf(model))
        {
            foreach ((uint key, SystemRegister row) in part._rows)
            {
                rows[key] = row;
            }
        }

        return rows.ToFrozenDictionary();
    }

    /// <summary>The key of a row, as helpers receive it.</summary>
    public static uint Key(uint coprocessor, uint crn, uint opc1, uint crm, uint opc2) =>
        coprocessor | (opc1 << 4) | (crn << 8) | (crm << 12) | (opc2 << 16);

    /// <summary>Adds a row.</summary>
    public void Add(
        uint coprocessor,
        uint crn,
        uint opc1,
        uint crm,
        uint opc2,
        string name,
        Func<Vcpu, uint>? read = null,
        Action<Vcpu, uint>? write = null,
        UserAccess user = UserAccess.None) =>
        _rows.Add(Key(coprocessor, crn, opc1, crm, opc2), new SystemRegister(name, read, write, user, WriteEffect.None));

    /// <summary>Adds a row that User mode has no access to and whose write changes more than the register.</summary>
    public void Add(
        uint coprocessor, uint crn, uint opc1, uint crm, uint opc2, string name, Func<Vcpu, uint>? read, Action<Vcpu, uint> write, WriteEffect effect) =>
        _rows.Add(Key(coprocessor, crn, opc1, crm, opc2), new SystemRegister(name, read, write, UserAccess.None, effect));

    public IEnumerator<SystemRegister> GetEnumerator() => _rows.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // A later part's row goes in the place of an earlier one's.
    private static IEnumerable<SystemRegisterTable> PartsOf(CpuModel model)
    {
        (bool Exists, Func<SystemRegisterTable> Part)[] parts = model.Version switch
        {
            _ when !model.HasSystemControl => [],
            < ArmVersion.V6 =>
            [
                (true, static () => Classic),
                (true, static () => FastContextSwitch),
                (model.Id("CTR") != 0, static () => CacheType),
                (model.Name == "arm926ej-s", static () => TestAndClean),
                (model.Has(ArmExtensions.Jazelle), static () => Jazelle),
            ],
            < ArmVersion.V7 =>
            [
                (true, static () => Classic),
                (true, static () => FastContextSwitch),
                (true, static () => SinceArm6),
                (true, static () => Arm11),
                (true, static () => Arm11Monitors),
                (true, static () => DebugIdentification),
                (model.Has(ArmExtensions.Jazelle), static () => Jazelle),
                (model.Version >= ArmVersion.V6K, static () => Threads),
                (model.Has(ArmExtensions.Security), static () => Vectors),
                (model.Name == "arm1176", static () => Arm1176),
            ],
            _ =>
            [
                (true, static () => SinceArm6),
                (true, static () => Vmsa7),
                (true, static () => DebugIdentification),
                (true, static () => Debug7),
                (model.Has(ArmExtensions.Jazelle), static () => Jazelle),
                (true, static () => Threads),
                (true, static () => Vectors),
                (model.Has(ArmExtensions.Multiprocessing), static () => Multiprocessing),
                (model.Has(ArmExtensions.GenericTimer), static () => GenericTimer),
                (model.Has(ArmExtensions.ThumbEE), static () => ThumbEE),
                (model.Id("PMCR") != 0, static () => Monitors),
                (HasMonitors2(model), static () => Monitors2),
                (model.Has(ArmExtensions.Virtualization), static () => MonitorsVirtualized),
                (model.Name is "cortex-a7" or "cortex-a15", static () => L2Control),
            ],
        };
        return parts.Where(static part => part.Exists).Select(static part => part.Part());
    }

    private static Func<Vcpu, uint> Id(string name) => v => v.Model.Id(name);

    // A 32-bit access to a 64-bit register changes its low word.
    private static ulong Low(ulong old, uint value) => (old & 0xFFFF_FFFF_0000_0000) | value;

    private static uint Zero(Vcpu vcpu) => 0;

    private static void Nothing(Vcpu vcpu, uint value)
    {
        // Cache and branch predictor maintenance by address: translated code is kept coherent with memory without it.
    }
}
