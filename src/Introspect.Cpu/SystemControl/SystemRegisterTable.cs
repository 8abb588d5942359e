using System.Collections;
using System.Collections.Frozen;
using Introspect.Arm.Models;

namespace Introspect.Cpu.SystemControl;

/// <summary>Who may touch a system register; anybody else finds it undefined.</summary>
public enum RegisterAccess : byte
{
    /// <summary>Any mode but User.</summary>
    Privileged,

    /// <summary>User mode may read.</summary>
    UserRead,

    /// <summary>User mode may do all.</summary>
    UserReadWrite,

    /// <summary>Secure state, any mode but User.</summary>
    Secure,

    /// <summary>Non-secure state may read.</summary>
    SecureWrite,

    /// <summary>Hyp mode, and Monitor mode with SCR.NS set.</summary>
    Hyp,

    /// <summary>Both of these.</summary>
    SecureOrHyp,

    /// <summary>User mode may read where CNTKCTL.PL0PCTEN is set.</summary>
    PhysicalCounter,

    /// <summary>User mode may read where CNTKCTL.PL0VCTEN is set.</summary>
    VirtualCounter,

    /// <summary>User mode may do all where CNTKCTL.PL0PTEN is set.</summary>
    PhysicalTimer,

    /// <summary>User mode may do all where CNTKCTL.PL0VTEN is set.</summary>
    VirtualTimer,

    /// <summary>User mode may do all while PMUSERENR.EN is set.</summary>
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

/// <summary>One register or operation of CP15 or CP14.</summary>
/// <typeparam name="T">A word, or for MCRR and MRRC a doubleword.</typeparam>
/// <param name="Name">The manual's name.</param>
/// <param name="Read">Reads it, or null when reading is undefined.</param>
/// <param name="Write">Writes it, or null when writing is undefined.</param>
/// <param name="Access">Who may touch it.</param>
/// <param name="Effect">What a write changes besides.</param>
public sealed record SystemRegister<T>(string Name, Func<Vcpu, T>? Read, Action<Vcpu, T>? Write, RegisterAccess Access, WriteEffect Effect);

/// <summary>The registers that a CPU model has, by <see cref="SystemRegisterTable.Key"/>.</summary>
/// <param name="Words">For MCR and MRC.</param>
/// <param name="Doublewords">For MCRR and MRRC.</param>
public sealed record SystemRegisterRows(
    FrozenDictionary<uint, SystemRegister<uint>> Words, FrozenDictionary<uint, SystemRegister<ulong>> Doublewords)
{
    /// <summary>Shows name and value of each that can be read, in a fixed order.</summary>
    public void Visit(Vcpu vcpu, Action<string, ulong> visit)
    {
        foreach (SystemRegister<uint> register in Words.Values)
        {
            if (register.Read is { } read)
            {
                visit(register.Name, read(vcpu));
            }
        }

        foreach (SystemRegister<ulong> register in Doublewords.Values)
        {
            if (register.Read is { } read)
            {
                visit(register.Name, read(vcpu));
            }
        }
    }
}

/// <summary>
/// The registers and operations of CP15 and CP14, one row each: coprocessor, CRn, opc1, CRm, opc2 (ARM DDI 0406C B3.17, order by number); those of
/// 64 bits: coprocessor, opc1, CRm.
/// </summary>
public sealed partial class SystemRegisterTable : IEnumerable<SystemRegister<uint>>
{
    private readonly Dictionary<uint, SystemRegister<uint>> _words = [];
    private readonly Dictionary<uint, SystemRegister<ulong>> _doublewords = [];

    /// <summary>What a CPU model has: the rows of its generation and of its extensions.</summary>
    public static SystemRegisterRows For(CpuModel model)
    {
        var words = new Dictionary<uint, SystemRegister<uint>>();
        var doublewords = new Dictionary<uint, SystemRegister<ulong>>();
        foreach (SystemRegisterTable part in PartsOf(model))
        {
            Put(words, part._words);
            Put(doublewords, part._doublewords);
        }

        return new SystemRegisterRows(words.ToFrozenDictionary(), doublewords.ToFrozenDictionary());
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
        RegisterAccess access = RegisterAccess.Privileged,
        WriteEffect effect = WriteEffect.None) =>
        _words.Add(Key(coprocessor, crn, opc1, crm, opc2), new SystemRegister<uint>(name, read, write, access, effect));

    /// <summary>Adds a row for modes other than User, whose write changes more than the register.</summary>
    public void Add(
        uint coprocessor, uint crn, uint opc1, uint crm, uint opc2, string name, Func<Vcpu, uint>? read, Action<Vcpu, uint> write, WriteEffect effect) =>
        Add(coprocessor, crn, opc1, crm, opc2, name, read, write, RegisterAccess.Privileged, effect);

    /// <summary>Adds a row of 64 bits.</summary>
    public void Add(
        uint coprocessor,
        uint opc1,
        uint crm,
        string name,
        Func<Vcpu, ulong>? read = null,
        Action<Vcpu, ulong>? write = null,
        RegisterAccess access = RegisterAccess.Privileged,
        WriteEffect effect = WriteEffect.None) =>
        _doublewords.Add(Key(coprocessor, 0, opc1, crm, 0), new SystemRegister<ulong>(name, read, write, access, effect));

    public IEnumerator<SystemRegister<uint>> GetEnumerator() => _words.Values.GetEnumerator();

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
                (model.Version >= ArmVersion.V6K, static () => Arm1176),
                (model.Has(ArmExtensions.Security), static () => Vectors),
                (model.Has(ArmExtensions.Security), static () => Security),
            ],
            _ =>
            [
                (true, static () => ReservedIdentification),
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
                (model.Id("CLIDR") == 0x0A20_0023, static () => L2Control),
                (model.Has(ArmExtensions.LargePhysicalAddress), static () => LargePhysicalAddress),
                (model.Has(ArmExtensions.Security), static () => Security),
                ((model.Extensions & (ArmExtensions.Security | ArmExtensions.Virtualization)) != 0, static () => OtherState),
                (model.Has(ArmExtensions.Virtualization), static () => Virtualization),
            ],
        };
        return parts.Where(static part => part.Exists).Select(static part => part.Part());
    }

    private static void Put<T>(Dictionary<uint, SystemRegister<T>> all, Dictionary<uint, SystemRegister<T>> part)
    {
        foreach ((uint key, SystemRegister<T> row) in part)
        {
            all[key] = row;
        }
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
