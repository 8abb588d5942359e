using System.Buffers.Binary;
using System.Collections.Immutable;
using Introspect.Vmi.Layout;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>Where the list of modules begins, and where the fields of struct module lie; -1 for one that is not known.</summary>
/// <param name="Head">Address of the list head; 0 when no module is loaded.</param>
/// <param name="CoreLayout">module.core_layout: base, then size (Linux 7523e4dc5057, v4.5; gone with ac3b43283923, v6.4).</param>
/// <param name="SourceList">module.source_list; target_list, exit and refcnt follow.</param>
internal sealed record ModuleLayout(uint Head, int CoreLayout, int SourceList)
{
    /// <summary>True when nothing is left to solve.</summary>
    public bool IsComplete => Head != 0 && CoreLayout >= 0 && SourceList >= 0;
}

/// <summary>
/// The loaded modules. Their list head is no exported symbol: it is the list in the kernel's data whose members all lie outside the linear
/// mapping and have a state before and a name behind their links (struct module begins with state, list and name).
/// </summary>
internal sealed class ModuleList(GuestSpace space, KernelLayout layout)
{
    private const string Module = "module";
    private const uint PageSize = 0x1000, AreaBytes = 16 << 20;
    private const int MaxModules = 4096, MaxUsers = 4096;
    private const int List = 4, Name = 12, NameBytes = 60, ModuleBytes = 0x300;
    private const int TargetList = 8, Exit = 16, Refcnt = 20, UseSource = 16;

    private static readonly string[] s_states = ["Live", "Loading", "Unloading", "Unformed"];

    /// <summary>Finds the list in a copy of the kernel's data, and the fields by what must hold for every module.</summary>
    public ModuleLayout Solve(KernelImage image)
    {
        uint head = FindHead(image);
        if (head == 0)
        {
            return new ModuleLayout(0, -1, -1);
        }

        List<Loaded> modules = Read(head);
        layout.Note(Module, "list", List, KernelLayout.Unique, $"leads through {modules.Count} named modules and back to 0x{head:X8}");
        layout.Note(Module, "name", Name, KernelLayout.Unique, "a name in every module");
        List<int> cores = Where(offset => modules.TrueForAll(module =>
            (module[offset] & 0xFFF) == 0 && module.Address - module[offset] < module[offset + 4] && module[offset + 4] < 1 << 26));
        int core = layout.Note(Module, "core_layout", cores, modules.Count, "a page and a length that hold the module itself");
        int sources = -1;
        if (core >= 0)
        {
            List<int> candidates = Where(offset => modules.TrueForAll(module =>
                IsList(module.Address + (uint)offset) && IsList(module.Address + (uint)(offset + TargetList)) &&
                (module[offset + Exit] == 0 || module[offset + Exit] - module[core] < module[core + 4]) &&
                module[offset + Refcnt] is > 0 and < MaxUsers));
            sources = layout.Note(Module, "source_list", candidates, modules.Count, "two lists, an exit of the module's own code, a count");
            if (sources >= 0)
            {
                layout.Note(Module, "refcnt", sources + Refcnt, KernelLayout.Neighbour, "behind source_list, target_list and exit");
            }
        }

        return new ModuleLayout(head, core, sources);
    }

    /// <summary>What <c>lsmod</c> shows.</summary>
    /// <exception cref="BrokenObjectException">A list is not as it must be.</exception>
    public GuestTable ToTable(ModuleLayout found)
    {
        List<Loaded> modules = found.Head == 0 ? [] : Read(found.Head);
        return new GuestTable(
            "modules",
            [
                new("NAME", ColumnFormat.Text),
                new("SIZE", ColumnFormat.Decimal),
                new("USED", ColumnFormat.Decimal),
                new("BY", ColumnFormat.Text),
                new("STATE", ColumnFormat.Text),
                new("ADDRESS", ColumnFormat.Hexadecimal),
            ],
            [.. modules.Select(module => Row(module, found, modules))]);
    }

    private ImmutableArray<object?> Row(Loaded module, ModuleLayout found, List<Loaded> modules) =>
    [
        module.Name,
        found.CoreLayout < 0 ? null : (long)module[found.CoreLayout + 4],
        found.SourceList < 0 ? null : (long)module[found.SourceList + Refcnt] - 1,   // MODULE_REF_BASE
        found.SourceList < 0 ? null : string.Join(',', Users(module, found.SourceList, modules)),
        module[0] < s_states.Length ? s_states[module[0]] : null,
        found.CoreLayout < 0 ? null : (long)module[found.CoreLayout],
    ];

    // The modules that use this one: source_list leads through struct module_use, whose third pair is source and target.
    private List<string> Users(Loaded module, int sourceList, List<Loaded> modules)
    {
        var users = new List<string>();
        uint head = module.Address + (uint)sourceList;
        var at = new GuestObject(Module, module.Address, module.Name);
        (string field, int offset, uint next) = ("source_list.next", sourceList, module[sourceList]);
        while (next != head)
        {
            if (users.Count >= MaxUsers)
            {
                throw BrokenObjectException.Pointer(at, field, offset, next, $"after {MaxUsers} users, more than there can be");
            }

            if (!space.TryReadWord(next + UseSource, out uint source) || !space.TryReadWord(next, out uint after))
            {
                throw BrokenObjectException.Pointer(at, field, offset, next, "which is not mapped");
            }

            users.Add(modules.Find(other => other.Address == source)?.Name ??
                throw BrokenObjectException.Pointer(new GuestObject("module_use", next), "source", UseSource, source, "which is no module"));
            (at, field, offset, next) = (new GuestObject("module_use", next), "source_list.next", 0, after);
        }

        return users;
    }

    private List<Loaded> Read(uint head)
    {
        var modules = new List<Loaded>();
        var seen = new HashSet<uint>();
        var at = new GuestObject("modules", head);
        (string field, int offset) = ("next", 0);
        if (!space.TryReadWord(head, out uint next))
        {
            throw BrokenObjectException.Unmapped(at);
        }

        while (next != head)
        {
            byte[] bytes = new byte[ModuleBytes];
            if (!TryReadModule(next - List, bytes))
            {
                throw BrokenObjectException.Pointer(at, field, offset, next, "which is not mapped");
            }

            if (!seen.Add(next) || modules.Count >= MaxModules)
            {
                throw BrokenObjectException.Pointer(at, field, offset, next, $"a module that the list has passed before: it does not come back to 0x{head:X8}");
            }

            var module = new Loaded(next - List, bytes);
            modules.Add(module);
            (at, field, offset, next) = (new GuestObject(Module, module.Address, module.Name), "list.next", List, module[List]);
        }

        return modules;
    }

    // The structure may be shorter than what is looked at, and end with the last page of its module.
    private bool TryReadModule(uint module, Span<byte> bytes) =>
        space.TryRead(module, bytes) ||
        ((int)(PageSize - (module & (PageSize - 1))) is var rest && rest < bytes.Length && rest >= Name + NameBytes && space.TryRead(module, bytes[..rest]));

    private uint FindHead(KernelImage image)
    {
        ReadOnlySpan<uint> words = image.Words;
        uint broken = 0;
        for (int i = 0; i + 1 < words.Length; i++)
        {
            uint next = words[i], head = image.Start + (uint)(4 * i);

            // Modules lie below the linear mapping (MODULES_VADDR); those that found no room there, in the vmalloc area.
            if (next >= space.LinearStart - AreaBytes && !space.IsLinear(next) && (next & 3) == 0 &&
                space.TryReadWord(next + 4, out uint back) && back == head && IsModule(next))
            {
                if (IsWhole(head))
                {
                    return head;
                }

                broken = head;
            }
        }

        return broken;   // whoever walks it will say where
    }

    private bool IsWhole(uint head)
    {
        uint from = head;
        for (int i = 0; i < MaxModules && space.TryReadWord(from, out uint next); i++)
        {
            if (next == head)
            {
                return true;
            }

            if (!IsModule(next) || !space.TryReadWord(next + 4, out uint back) || back != from)
            {
                return false;
            }

            from = next;
        }

        return false;
    }

    private bool IsModule(uint link)
    {
        Span<byte> name = stackalloc byte[NameBytes];
        return space.TryReadWord(link - List, out uint state) && state < s_states.Length &&
            space.TryRead(link + (Name - List), name) && GuestText.IsName(name);
    }

    private bool IsList(uint head) =>
        space.TryReadWord(head, out uint next) && space.TryReadWord(head + 4, out uint previous) &&
        space.TryReadWord(next + 4, out uint back) && back == head && space.TryReadWord(previous, out uint forth) && forth == head;

    private static List<int> Where(Func<int, bool> fits)
    {
        var candidates = new List<int>();
        for (int offset = Name + NameBytes - 4; offset <= ModuleBytes - Refcnt - 4; offset += 4)
        {
            if (fits(offset))
            {
                candidates.Add(offset);
            }
        }

        return candidates;
    }

    private sealed class Loaded(uint address, byte[] bytes)
    {
        public uint Address { get; } = address;

        public string Name { get; } = GuestText.DecodeTerminated(bytes.AsSpan(ModuleList.Name, NameBytes));

        public uint this[int offset] => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset));
    }
}
