using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Introspect.Arm.Models;

/// <summary>An extension that a system may have or not have, named behind the model: <c>cortex-a15+sec+virt</c>.</summary>
/// <param name="Name">As the GNU assembler calls it.</param>
/// <param name="Extension">The extension.</param>
/// <param name="Feature">Where ID_PFR1 tells of it.</param>
public sealed record CpuOption(string Name, ArmExtensions Extension, uint Feature);

/// <summary>The CPU models by name. Each is a table in the file of its generation.</summary>
public static class CpuCatalog
{
    private const char Separator = '+';

    /// <summary>Every model.</summary>
    public static FrozenDictionary<string, CpuModel> ByName { get; } =
        ClassicCpus.All.Concat(Arm11Cpus.All).Concat(CortexCpus.All).ToFrozenDictionary(static model => model.Name);

    /// <summary>The options that models may have.</summary>
    public static ImmutableArray<CpuOption> Options { get; } =
    [
        new("sec", ArmExtensions.Security, 1 << 4),
        new("virt", ArmExtensions.Virtualization, 1 << 12),
    ];

    /// <summary>The model's name without options.</summary>
    public static string BaseName(string name) => name.Split(Separator)[0];

    /// <summary>A model with the options that its name has; null where there is no such model, or it does not take one of them.</summary>
    public static CpuModel? Find(string name)
    {
        string[] parts = name.Split(Separator);
        if (!ByName.TryGetValue(parts[0], out CpuModel? model))
        {
            return null;
        }

        foreach (string part in parts.Skip(1))
        {
            CpuOption? option = Options.FirstOrDefault(option => option.Name == part && (model.Optional & option.Extension) != 0);
            if (option is null)
            {
                return null;
            }

            const string Features = "ID_PFR1";
            model = model with
            {
                Name = $"{model.Name}{Separator}{part}",
                Extensions = model.Extensions | option.Extension,
                IdRegisters = model.IdRegisters.Insert(0, new IdRegister(Features, model.Id(Features) | option.Feature)),
            };
        }

        return model;
    }
}
