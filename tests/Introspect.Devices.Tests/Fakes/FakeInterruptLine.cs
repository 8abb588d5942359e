using Introspect.Core;

namespace Introspect.Devices.Tests.Fakes;

/// <summary>A wire that remembers its level and how often it rose.</summary>
internal sealed class FakeInterruptLine : IInterruptLine
{
    public bool IsRaised { get; private set; }

    public int Rises { get; private set; }

    public void Set(bool raised)
    {
        Rises += raised && !IsRaised ? 1 : 0;
        IsRaised = raised;
    }
}
