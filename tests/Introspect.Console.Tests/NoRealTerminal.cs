using System.Runtime.CompilerServices;

namespace Introspect.Console.Tests;

/// <summary>Terminal.Gui's own switch for tests: its driver does not touch the terminal that the tests are started from.</summary>
internal static class NoRealTerminal
{
    /// <summary>The variable; programs that tests start in a terminal must not inherit it.</summary>
    public const string Switch = "DisableRealDriverIO";

    [ModuleInitializer]
    internal static void Choose() => Environment.SetEnvironmentVariable(Switch, "1");
}
