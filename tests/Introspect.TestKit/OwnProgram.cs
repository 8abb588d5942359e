using System.Collections.Immutable;

namespace Introspect.TestKit;

/// <summary>The command line as a process of its own.</summary>
public static class OwnProgram
{
    /// <summary>
    /// How it is started: in Release as users do, compiled ahead; in Debug from beside the tests, where the assertions of hot code are on.
    /// </summary>
    public static ImmutableArray<string> Words { get; } =
#if DEBUG
        ["dotnet", Path.Combine(AppContext.BaseDirectory, "introspect.dll")];
#else
        [Path.Combine(Repository.Root, "introspect")];
#endif
}
