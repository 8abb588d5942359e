using System.Runtime.CompilerServices;

namespace Introspect.Console.Tests;

/// <summary>Terminal.Gui's own switch for tests: its driver does not touch the terminal that the tests are started from.</summary>
internal static class NoRealTerminal
{
    [ModuleInitializer]
    internal static void Choose() => Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");
}
