using System.Text;
using Introspect.Core;

namespace Introspect.Cli.Guests;

/// <summary>
/// A kernel's modules and the order they must be loaded in. A package carries no modules.dep (its installation makes it), so
/// the order comes from what each module says of itself: "depends=" in its .modinfo section.
/// </summary>
public sealed class KernelModules
{
    private readonly string _kernel;
    private readonly Dictionary<string, byte[]> _modules = new(StringComparer.Ordinal);

    /// <summary>Takes the modules (.ko) among the files of a kernel package; <paramref name="kernel"/> names it in errors.</summary>
    public KernelModules(string kernel, IReadOnlyDictionary<string, byte[]> files)
    {
        _kernel = kernel;
        foreach ((string path, byte[] content) in files)
        {
            if (path.EndsWith(".ko", StringComparison.Ordinal))
            {
                _modules[NameOf(path)] = content;
            }
        }
    }

    /// <summary>The wanted modules and all they need, each after what it needs.</summary>
    public IReadOnlyList<(string Name, byte[] Content)> InLoadOrder(IEnumerable<string> wanted)
    {
        var order = new List<(string, byte[])>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in wanted)
        {
            Visit(name);
        }

        return order;

        void Visit(string name)
        {
            if (!seen.Add(name))
            {
                return;
            }

            if (!_modules.TryGetValue(name, out byte[]? content))
            {
                throw new IntrospectException($"{_kernel}: the module {name} is not in the package. Report this with the kernel's version.");
            }

            foreach (string needed in Needs(content))
            {
                Visit(needed);
            }

            order.Add((name, content));
        }
    }

    /// <summary>The name as the kernel has it: "virtio-rng.ko" is virtio_rng.</summary>
    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path).Replace('-', '_');

    private static string[] Needs(ReadOnlySpan<byte> module)
    {
        int start = module.IndexOf("\0depends="u8);
        if (start < 0)
        {
            return [];
        }

        ReadOnlySpan<byte> text = module[(start + "\0depends=".Length)..];
        int end = text.IndexOf((byte)0);
        return [.. Encoding.ASCII.GetString(end < 0 ? [] : text[..end])
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(NameOf)];
    }
}
