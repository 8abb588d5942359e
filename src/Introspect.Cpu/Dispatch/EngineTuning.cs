using System.Collections.Immutable;
using Introspect.Core;
using Introspect.Ir.Passes;
using Introspect.X64;

namespace Introspect.Cpu.Dispatch;

/// <summary>What the translating engine does to be quick, and with which memory; a guest cannot tell with what it runs.</summary>
/// <param name="Windows">Hot memory is reached through windows (<see cref="Memory.GuestWindow"/>), where the host can have them.</param>
/// <param name="Passes">What is done to the operations of a block before they become code.</param>
/// <param name="CodeMapping">How memory for translated code is mapped.</param>
public sealed record EngineTuning(bool Windows, ImmutableArray<Pass> Passes, CodeMapping CodeMapping = CodeMapping.Single)
{
    private const string AllPasses = "passes", Window = "window";

    private static readonly Lazy<EngineTuning> s_default = new(static () => Without(Environment.GetEnvironmentVariable("INTROSPECT_WITHOUT") ?? "") with
    {
        CodeMapping = Named("INTROSPECT_CODE_MAPPING", CodeMapping.Single),
    });

    private static readonly Lazy<Engine> s_defaultEngine = new(static () => Named("INTROSPECT_ENGINE", Engine.Translator));

    /// <summary>Everything.</summary>
    public static EngineTuning Full { get; } = new(Windows: true, Pipeline.Default);

    /// <summary>
    /// Everything but what the environment variable INTROSPECT_WITHOUT names, with the mapping that INTROSPECT_CODE_MAPPING names, so that every test can be
    /// run that way.
    /// </summary>
    /// <exception cref="IntrospectException">A name means nothing.</exception>
    public static EngineTuning Default => s_default.Value;

    /// <summary>The engine that the environment variable INTROSPECT_ENGINE names, so that every test can be run on each; the translator when it names none.</summary>
    /// <exception cref="IntrospectException">The name means nothing.</exception>
    public static Engine DefaultEngine => s_defaultEngine.Value;

    /// <summary>Everything but some things.</summary>
    /// <param name="names">"window", "passes" or names of passes, with commas between them.</param>
    /// <exception cref="IntrospectException">A name means nothing.</exception>
    public static EngineTuning Without(string names)
    {
        EngineTuning tuning = Full;
        foreach (string name in names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            Pass? pass = tuning.Passes.FirstOrDefault(pass => pass.Name == name);
            tuning = name switch
            {
                Window => tuning with { Windows = false },
                AllPasses => tuning with { Passes = [] },
                _ when pass is not null => tuning with { Passes = tuning.Passes.Remove(pass) },
                _ => throw new IntrospectException(
                    $"The engine has no '{name}' to do without. Name {Window}, {AllPasses}, or one of: {string.Join(", ", Pipeline.Default.Select(known => known.Name))}."),
            };
        }

        return tuning;
    }

    /// <summary>The value that an environment variable names; <paramref name="otherwise"/> when it is not set or empty.</summary>
    /// <exception cref="IntrospectException">The name means nothing.</exception>
    internal static T Named<T>(string variable, T otherwise)
        where T : struct, Enum
    {
        string name = Environment.GetEnvironmentVariable(variable) ?? "";
        return name.Length == 0 ? otherwise
            : Enum.TryParse(name, ignoreCase: true, out T value) && Enum.IsDefined(value) ? value
            : throw new IntrospectException($"{variable}: '{name}' is none of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");
    }
}
