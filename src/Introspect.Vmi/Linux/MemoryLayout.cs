namespace Introspect.Vmi.Linux;

/// <summary>Where the fields of mm_struct, vm_area_struct, file and dentry lie; -1 for one that is not known.</summary>
internal sealed record MemoryLayout
{
    /// <summary>mm_struct.pgd.</summary>
    public int Pgd { get; init; } = -1;

    /// <summary>mm_struct.mm_mt.ma_root, of kernels that have a maple tree.</summary>
    public int MapleRoot { get; init; } = -1;

    /// <summary>mm_struct.mmap, of kernels that have a list.</summary>
    public int AreaList { get; init; } = -1;

    /// <summary>mm_struct.arg_start; arg_end, env_start and env_end follow, start_stack, brk and start_brk precede.</summary>
    public int ArgStart { get; init; } = -1;

    /// <summary>vm_area_struct.vm_start; vm_end follows.</summary>
    public int AreaStart { get; init; } = -1;

    /// <summary>vm_area_struct.vm_flags.</summary>
    public int AreaFlags { get; init; } = -1;

    /// <summary>vm_area_struct.vm_file; vm_pgoff precedes, vm_private_data follows.</summary>
    public int AreaFile { get; init; } = -1;

    /// <summary>file.f_path.dentry.</summary>
    public int FileDentry { get; init; } = -1;

    /// <summary>dentry.d_parent.</summary>
    public int DentryParent { get; init; } = -1;

    /// <summary>dentry.d_name.name; its length precedes.</summary>
    public int DentryName { get; init; } = -1;

    /// <summary>True when a process' areas can be listed.</summary>
    public bool HasAreas => (MapleRoot >= 0 || AreaList >= 0) && AreaStart >= 0 && AreaFlags >= 0;

    /// <summary>True when nothing is left to solve.</summary>
    public bool IsComplete => Pgd >= 0 && ArgStart >= 0 && HasAreas && AreaFile >= 0 && DentryName >= 0;
}
