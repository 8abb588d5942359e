namespace Introspect.TestKit.Inspection;

/// <summary>What differs between kernels, and between their configurations.</summary>
public sealed record SyntheticLinuxShape
{
    /// <summary>Bytes by which the fields of task_struct lie further back, a multiple of 4: whoever knows the offsets by heart fails.</summary>
    public uint Shift { get; init; }

    /// <summary>Memory areas hang on a list, as before v6.1, and in no tree.</summary>
    public bool HasAreaList { get; init; }

    /// <summary>Exported symbols are distances (CONFIG_HAVE_ARCH_PREL32_RELOCATIONS).</summary>
    public bool HasRelativeExports { get; init; }

    /// <summary>Translation tables are those of the Large Physical Address Extension (CONFIG_ARM_LPAE).</summary>
    public bool HasLongDescriptors { get; init; }
}
