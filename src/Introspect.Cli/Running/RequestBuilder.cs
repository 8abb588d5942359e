using System.Collections.Immutable;
using System.Reflection;
using Introspect.Arm.Models;
using Introspect.Cli.Guests;
using Introspect.Core;
using Introspect.Machine;
using Introspect.Machine.Loading;

namespace Introspect.Cli.Running;

/// <summary>
/// Makes a request out of settings: finds the guest, adds what the catalogue knows of it, checks names and numbers against
/// the catalogues, and reads the files. What the settings say goes before what the catalogue says.
/// </summary>
public sealed class RequestBuilder
{
    private readonly GuestCache _cache;
    private readonly IMachineRunner _machines;

    public RequestBuilder(GuestCache cache, IMachineRunner machines)
    {
        _cache = cache;
        _machines = machines;
    }

    /// <exception cref="UsageException">A name or number is not one of those that are possible.</exception>
    /// <exception cref="IntrospectException">A file or guest cannot be had.</exception>
    public RunRequest Build(RunSettings settings)
    {
        CatalogGuest? guest = FindGuest(settings.Guest);
        if (settings.Guest is not null && guest is null && settings.Kernel is not null)
        {
            throw new UsageException($"run: both {settings.Guest} and --kernel {settings.Kernel} are to start. Give one of them.");
        }

        if (settings.WaitForDebugger && settings.Gdb is null)
        {
            throw new UsageException("--wait-gdb: there is no port to wait at. Give --gdb PORT too.");
        }

        BoardDescription board = FindBoard(settings.Board ?? guest?.Board ?? BoardFor(settings.Cpu));
        CheckNumbers(settings, board);
        return new RunRequest
        {
            Name = guest?.Name ?? Path.GetFileName(settings.Kernel ?? settings.Guest ?? settings.Flash.FirstOrDefault()?.Path ?? board.Name),
            Machine = WithFiles(settings, guest, new MachineOptions
            {
                Board = board.Name,
                CpuModel = FindCpu(settings.Cpu ?? (settings.Board is null ? guest?.Cpu : null), board),
                VcpuCount = settings.VcpuCount,
                MemoryMiB = settings.MemoryMiB ?? guest?.MemoryMiB ?? board.DefaultMemoryMiB,
                Arguments = Join(guest?.Arguments, settings.Arguments),
                Drives = CheckMedia("drive", settings.Drives, sectorBytes: 512),
                Clock = settings.Clock,
                IsParallel = settings.IsParallel,
                Engine = settings.Engine,
                Tuning = settings.Tuning,
                Semihosting = settings.Semihosting,
            }),
            Networks = settings.Networks,
            Gdb = settings.Gdb,
            WaitForDebugger = settings.WaitForDebugger,
            IsRepeatable = settings.Clock == ClockKind.Virtual && settings.Networks.IsEmpty && (settings.Until is not null || !settings.Steps.IsEmpty),
            WantsReport = settings.ReportFile is not null,
            DumpedBlocks = settings.DumpedBlocks,
        };
    }

    private static CatalogGuest? FindGuest(string? name)
    {
        if (name is null || name.Contains('/', StringComparison.Ordinal))
        {
            return null;
        }

        CatalogGuest? known = GuestCatalog.All.FirstOrDefault(guest => guest.Name == name);
        return known is not null || File.Exists(name) ? known : GuestCatalog.Find(name);
    }

    /// <summary>The usual board, unless it does not take this CPU and another does.</summary>
    private string BoardFor(string? cpu)
    {
        string usual = new MachineOptions().Board;
        return _machines.Boards.Where(board => cpu is not null && board.Cpus.Contains(CpuCatalog.BaseName(cpu)))
            .Select(static board => board.Name).OrderBy(name => name != usual).FirstOrDefault(usual);
    }

    private BoardDescription FindBoard(string name) =>
        _machines.Boards.FirstOrDefault(board => board.Name == name)
            ?? throw new UsageException(NearestNames.Unknown("board", name, _machines.Boards.Select(static b => b.Name), "introspect boards"));

    private string FindCpu(string? name, BoardDescription board)
    {
        if (name is null)
        {
            return board.DefaultCpu;
        }

        string baseName = CpuCatalog.BaseName(name);
        CpuDescription cpu = _machines.Cpus.FirstOrDefault(cpu => cpu.Name == baseName)
            ?? throw new UsageException(NearestNames.Unknown("cpu", baseName, _machines.Cpus.Select(static c => c.Name), "introspect cpus"));
        return !board.Cpus.Contains(baseName)
            ? throw new UsageException($"cpu: board {board.Name} does not take {baseName}. Choose one of: {string.Join(", ", board.Cpus)}")
            : CpuCatalog.Find(name) is null
            ? throw new UsageException($"cpu: {name}: {baseName} takes {(cpu.Options.IsEmpty ? "no options" : $"these options: {string.Join(' ', cpu.Options)}")}.")
            : name;
    }

    private void CheckNumbers(RunSettings settings, BoardDescription board)
    {
        if (settings.VcpuCount < 1 || settings.VcpuCount > board.MaxVcpus)
        {
            throw new UsageException($"--smp: board {board.Name} takes 1 to {board.MaxVcpus} vCPUs, not {settings.VcpuCount}.");
        }

        if (settings.MemoryMiB is { } memory && (memory < 1 || memory > board.MaxMemoryMiB))
        {
            throw new UsageException($"--memory: board {board.Name} takes 1 to {board.MaxMemoryMiB} MiB of RAM, not {memory}.");
        }

        if (settings.Networks.Length > board.MaxNetworks)
        {
            IEnumerable<string> others = _machines.Boards.Where(other => other.MaxNetworks >= settings.Networks.Length).Select(static other => other.Name);
            throw new UsageException(
                $"--net: board {board.Name} takes {board.MaxNetworks} network devices, not {settings.Networks.Length}. Boards that do: {string.Join(", ", others)}");
        }

        if (settings.Gdb is { } gdb && gdb.Port + settings.VcpuCount > 65535)
        {
            throw new UsageException($"--gdb: each vCPU needs a port above {gdb.Port}, and the last port is 65535. Give a lower one.");
        }
    }

    private MachineOptions WithFiles(RunSettings settings, CatalogGuest? guest, MachineOptions options)
    {
        Func<string, string> pathOf = static file => throw new InvariantException($"{file} belongs to no guest");
        GuestFile? kernel = null;
        if (guest?.Source is GuestSource.BuiltIn)
        {
            kernel = BuiltIn(guest.Kernel!);
        }
        else if (guest is not null)
        {
            IReadOnlyDictionary<string, string> files = _cache.Open(guest.Name);
            pathOf = file => files[file];
        }

        string? known = kernel is null && guest?.Kernel is { } name ? pathOf(name) : null;
        string? kernelPath = settings.Kernel ?? (guest is null ? settings.Guest : known);
        string? initrdPath = settings.Initrd ?? (guest?.Initrd is { } initrd ? pathOf(initrd) : null);
        ImmutableArray<MediumFile> flash = settings.Flash.IsEmpty && guest is not null
            ? [.. guest.Flash.Select(file => new MediumFile(pathOf(file), IsReadOnly: false) { DropsWrites = true })]
            : CheckMedia("flash", settings.Flash, sectorBytes: 1);
        kernel = kernelPath is null ? kernel : GuestFile.Load(kernelPath, "kernel");
        if (kernel is null && flash.IsEmpty)
        {
            throw new UsageException("run: there is nothing to start. Give a guest, --kernel FILE or --pflash FILE; see: introspect guests list");
        }

        return options with
        {
            Kernel = kernel,
            Initrd = initrdPath is null ? null : GuestFile.Load(initrdPath, "initrd"),
            DeviceTree = settings.DeviceTree is null ? null : GuestFile.Load(settings.DeviceTree, "device tree"),
            Flash = flash,
        };
    }

    private static GuestFile BuiltIn(string name)
    {
        using Stream? resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
        Invariant.Require(resource is not null);
        byte[] bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return new GuestFile(name, bytes);
    }

    /// <summary>Finds out now, and not when the machine half stands, that a file cannot be a medium.</summary>
    private static ImmutableArray<MediumFile> CheckMedia(string kind, ImmutableArray<MediumFile> media, int sectorBytes)
    {
        foreach (MediumFile medium in media)
        {
            string path = medium.Path;
            try
            {
                FileAccess access = medium.IsReadOnly ? FileAccess.Read : FileAccess.ReadWrite;
                using FileStream file = new(path, FileMode.Open, access, FileShare.ReadWrite);
                if (file.Length == 0 || file.Length % sectorBytes != 0)
                {
                    throw new IntrospectException(
                        $"{path}: the {kind} has {file.Length} bytes, not sectors of {sectorBytes}. " +
                        $"Make an image, such as: truncate -s 64M {path}");
                }
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                throw new IntrospectException(
                    $"{path}: the {kind} is not there. Check the path, or make an image: truncate -s 64M {path}", e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new IntrospectException(
                    medium.IsReadOnly
                        ? $"{path}: the {kind} cannot be opened. Check its permissions."
                        : $"{path}: the {kind} cannot be opened for writing. Check its permissions, or give it as {path},ro",
                    e);
            }
        }

        return media;
    }

    private static string? Join(string? first, string? second) => first is null || second is null ? first ?? second : $"{first} {second}";
}
