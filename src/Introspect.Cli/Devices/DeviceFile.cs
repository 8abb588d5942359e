using System.Collections.Frozen;
using System.Collections.Immutable;
using Introspect.Cli.Running;
using Introspect.Cli.Running.Serial;
using Introspect.Core;
using Introspect.Hypervisor.Network;
using Introspect.Hypervisor.Scheduling;
using Introspect.Machine;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Introspect.Cli.Devices;

/// <summary>Reads a device file (docs/devices.md): YAML, whose every mistake is told with its line before anything starts.</summary>
public sealed class DeviceFile
{
    private const int MaxBytes = 1 << 20;

    /// <summary>What a machine may say, and what comes of it.</summary>
    private static readonly FrozenDictionary<string, Func<MachineDescription, DeviceValue, MachineDescription>> s_machineKeys =
        new Dictionary<string, Func<MachineDescription, DeviceValue, MachineDescription>>
        {
            ["guest"] = static (m, v) => m with { Settings = m.Settings with { Guest = v.Text } },
            ["kernel"] = static (m, v) => m with { Settings = m.Settings with { Kernel = v.Path } },
            ["initrd"] = static (m, v) => m with { Settings = m.Settings with { Initrd = v.Path } },
            ["dtb"] = static (m, v) => m with { Settings = m.Settings with { DeviceTree = v.Path } },
            ["append"] = static (m, v) => m with { Settings = m.Settings with { Arguments = v.Text } },
            ["board"] = static (m, v) => m with { Settings = m.Settings with { Board = v.Text } },
            ["cpu"] = static (m, v) => m with { Settings = m.Settings with { Cpu = v.Text } },
            ["smp"] = static (m, v) => m with { Settings = m.Settings with { VcpuCount = v.Number(1, 8) } },
            ["memory"] = static (m, v) => m with { Settings = m.Settings with { MemoryMiB = v.Number(1, 4096) } },
            ["drives"] = static (m, v) => m with { Settings = m.Settings with { Drives = [.. v.Items.Select(static item => item.Medium)] } },
            ["flash"] = static (m, v) => m with { Settings = m.Settings with { Flash = [.. v.Items.Select(static item => item.Medium)] } },
            ["serial"] = static (m, v) => m with { Settings = m.Settings with { Serial = v.Serial } },
            ["net"] = static (m, v) => m with { Settings = m.Settings with { Networks = NetworkText.ParseAll(v.Items.Select(static item => item.Text)) } },
            ["gdb"] = static (m, v) => m with { Settings = m.Settings with { Gdb = GdbEndpoint.Parse(v.Text) } },
            ["clock"] = static (m, v) => m with { Settings = m.Settings with { Clock = v.OneOf(("virtual", ClockKind.Virtual), ("host", ClockKind.Host)) } },
            ["semihosting"] = static (m, v) => m with { Settings = m.Settings with { Semihosting = v.OneOf(("false", false), ("true", true)) } },
            ["until"] = static (m, v) => m with { Settings = m.Settings with { Until = ScriptedConsole.Compile("until", v.Text) } },
            ["send-after"] = static (m, v) => m with { Settings = m.Settings with { Steps = [.. v.Items.Select(static item => item.Step)] } },
            ["weight"] = static (m, v) => m with { Policy = m.Policy with { Weight = v.Number(1, SchedulingPolicy.MaxWeight) } },
            ["priority"] = static (m, v) => m with { Policy = m.Policy with { Priority = v.Number(-10, 10) } },
            ["cap"] = static (m, v) => m with { Policy = m.Policy with { CapPercent = v.Number(1, 100) } },
            ["affinity"] = static (m, v) => m with
            {
                Policy = m.Policy with { Affinity = v.Items.Aggregate(0ul, static (mask, item) => mask | (1ul << item.Number(0, 63))) },
            },
            ["restart"] = static (m, v) => m with
            {
                Restart = v.OneOf(("never", RestartPolicy.Never), ("on-crash", RestartPolicy.OnCrash), ("always", RestartPolicy.Always)),
            },
        }.ToFrozenDictionary();

    private readonly string _path;

    private DeviceFile(string path) => _path = path;

    /// <summary>The keys of a machine.</summary>
    public static IEnumerable<string> MachineKeys => s_machineKeys.Keys.Order(StringComparer.Ordinal);

    /// <exception cref="UsageException">Something in the file has no sense: the message begins with file and line.</exception>
    /// <exception cref="IntrospectException">The file cannot be read.</exception>
    public static DeviceDescription Read(string path)
    {
        string text;
        try
        {
            text = new FileInfo(path).Length <= MaxBytes
                ? File.ReadAllText(path)
                : throw new IntrospectException($"{path}: a device file has at most {MaxBytes >> 20} MiB.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IntrospectException($"{path}: the device file cannot be read: {e.Message}", e);
        }

        return Parse(text, path);
    }

    /// <summary>Reads a text that came from a file.</summary>
    /// <exception cref="UsageException">Something in it has no sense.</exception>
    public static DeviceDescription Parse(string text, string path)
    {
        var file = new DeviceFile(path);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1
                ? file.Device(new DeviceValue(path, stream.Documents[0].RootNode, "the file"))
                : throw new UsageException($"{path}: there is no device. Begin with: machines:");
        }
        catch (YamlException e)
        {
            throw new UsageException($"{path}:{e.Start.Line}: {e.Message}", e);
        }
    }

    private DeviceDescription Device(DeviceValue root)
    {
        int? pcpus = null;
        ImmutableArray<MachineDescription> machines = [];
        DeviceValue? focus = null;
        foreach ((DeviceValue key, DeviceValue value) in root.Entries)
        {
            switch (key.Text)
            {
                case "pcpus":
                    pcpus = value.Number(1, 64);
                    break;
                case "machines":
                    machines = [.. value.Entries.Select(entry => Machine(entry.Key, entry.Value))];
                    break;
                case "focus":
                    focus = value;
                    break;
                default:
                    throw key.Unknown("key", ["pcpus", "machines", "focus"]);
            }
        }

        if (machines.IsEmpty)
        {
            throw root.Wrong("there are no machines. Give some: machines: {demo: {guest: demo}}");
        }

        Check(machines);
        if (focus is not null && machines.All(machine => machine.Name != focus.Text))
        {
            throw focus.Unknown("machine", machines.Select(static machine => machine.Name));
        }

        // The first has the console at the start.
        return new DeviceDescription(_path, [.. machines.OrderBy(machine => machine.Name != focus?.Text)]) { Pcpus = pcpus };
    }

    private MachineDescription Machine(DeviceValue name, DeviceValue body)
    {
        var machine = new MachineDescription(name.Text, name.Line, new RunSettings { IsHeadless = true });
        foreach ((DeviceValue key, DeviceValue value) in body.Entries)
        {
            if (!s_machineKeys.TryGetValue(key.Text, out Func<MachineDescription, DeviceValue, MachineDescription>? apply))
            {
                throw key.Unknown("key", MachineKeys);
            }

            try
            {
                machine = apply(machine, value);
            }
            catch (UsageException e) when (!e.Message.StartsWith(_path, StringComparison.Ordinal))
            {
                throw value.Wrong(e.Message);
            }
        }

        return machine;
    }

    // What two machines cannot both have.
    private void Check(ImmutableArray<MachineDescription> machines)
    {
        var ports = new Dictionary<int, string>();
        var files = new Dictionary<string, string>();
        foreach (MachineDescription machine in machines)
        {
            RunSettings settings = machine.Settings;
            for (int port = settings.Gdb?.Port ?? 1; settings.Gdb is not null && port <= settings.Gdb.Port + settings.VcpuCount; port++)
            {
                Take(ports, port, machine, $"port {port}");
            }

            if (settings.Serial is SerialPlace.Tcp tcp)
            {
                Take(ports, tcp.Port, machine, $"port {tcp.Port}");
            }

            foreach (PortForward forward in settings.Networks.OfType<NetworkRequest.Nat>().SelectMany(static nat => nat.Options.Forwards))
            {
                Take(ports, forward.HostPort, machine, $"port {forward.HostPort}");
            }

            foreach (string file in settings.Drives.Where(static drive => !drive.IsReadOnly).Select(static drive => drive.Path).Append((settings.Serial as SerialPlace.File)?.Path ?? ""))
            {
                if (file.Length > 0)
                {
                    Take(files, Path.GetFullPath(file), machine, file);
                }
            }
        }
    }

    private void Take<T>(Dictionary<T, string> taken, T thing, MachineDescription machine, string what)
        where T : notnull
    {
        if (!taken.TryAdd(thing, machine.Name))
        {
            throw new UsageException($"{_path}:{machine.Line}: {machine.Name} and {taken[thing]} both have {what}. Give one of them another.");
        }
    }
}
