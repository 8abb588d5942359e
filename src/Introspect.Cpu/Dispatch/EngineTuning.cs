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

    /// <summary>Everything.</summary>
    public static EngineTuning Full { get; } = new(Windows: true, Pipeline.Default);

    /// <summary>
    /// Everything but what the environment variable INTROSPECT_WITHOUT names, with the mapping that INTROSPECT_CODE_MAPPING names, so that every test can be
    /// run that way.
    /// </summary>
    public static EngineTuning Default { get; } = Without(Environment.GetEnvironmentVariable("INTROSPECT_WITHOUT") ?? "") with
    {
        CodeMapping = Named("INTROSPECT_CODE_MAPPING", CodeMapping.Single),
    };

    /// <summary>The engine that the environment variable INTROSPECT_ENGINE names, so that every test can be run on each; the translator when it names none.</summary>
    public static Engine DefaultEngine { get; } = Named("INTROSPECT_ENGINE", Engine.Translator);

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

    private static T Named<T>(string variable, T otherwise)
        where T : struct, Enum =>
        Enum.TryParse(Environment.GetEnvironmentVariable(variable), ignoreCase: true, out T value) ? value : otherwise;
}
