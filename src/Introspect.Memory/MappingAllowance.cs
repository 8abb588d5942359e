namespace Introspect.Memory;

/// <summary>
/// How many mappings of the host the windows of a machine may have at a time. A process has a limited number (vm.max_map_count, 65530 unless
/// somebody changed it), and without any the runtime cannot go on: a guest must not use them up.
/// </summary>
/// <param name="count">So many.</param>
public sealed class MappingAllowance(int count)
{
    /// <summary>A quarter of what Linux gives a process.</summary>
    public const int OfMachine = 16_384;

    /// <summary>What is left.</summary>
    public int Left { get; private set; } = count;

    /// <summary>Takes so many; false, and nothing is taken, when fewer are left.</summary>
    public bool TryTake(int mappings)
    {
        if (mappings > Left)
        {
            return false;
        }

        Left -= mappings;
        return true;
    }

    /// <summary>Gives so many back.</summary>
    public void Return(int mappings) => Left += mappings;
}
