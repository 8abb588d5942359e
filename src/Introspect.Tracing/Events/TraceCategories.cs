namespace Introspect.Tracing.Events;

/// <summary>What can be traced or not, apart from the rest. A category that is off costs one branch.</summary>
[Flags]
public enum TraceCategories : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Exits but for those of <see cref="Tlb"/> and <see cref="Cp15"/>.</summary>
    Exits = 1 << 0,

    /// <summary>Exits that put a page into the software TLB: several hundred thousand a second.</summary>
    Tlb = 1 << 1,

    /// <summary>Exits that read or write a coprocessor register: several hundred thousand a second.</summary>
    Cp15 = 1 << 2,

    /// <summary>Exceptions that the guest takes.</summary>
    Exceptions = 1 << 3,

    /// <summary>The interrupt inputs of the vCPUs.</summary>
    Interrupts = 1 << 4,

    /// <summary>Changes of the guest's address space.</summary>
    Contexts = 1 << 5,

    /// <summary>World switches.</summary>
    Worlds = 1 << 6,

    /// <summary>Marks that the guest itself sets.</summary>
    Marks = 1 << 7,

    /// <summary>What a trace holds when nobody says otherwise: everything that does not come by the hundred thousand.</summary>
    Default = Exits | Exceptions | Interrupts | Contexts | Worlds | Marks,

    /// <summary>Everything.</summary>
    All = Default | Tlb | Cp15,
}
