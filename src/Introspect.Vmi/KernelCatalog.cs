using System.Collections.Immutable;
using Introspect.Vmi.Demo;
using Introspect.Vmi.Linux;

namespace Introspect.Vmi;

/// <summary>The kernels that can be read, a line each. The first that recognises itself has the guest.</summary>
internal static class KernelCatalog
{
    /// <summary>The kernels: what they are called, and who looks for them.</summary>
    public static readonly ImmutableArray<(string Name, Func<GuestSurroundings, IGuestKernel?> TryRecognise)> All =
    [
        ("demo", DemoKernel.TryRecognise),
        ("Linux", LinuxKernel.TryRecognise),
    ];
}
