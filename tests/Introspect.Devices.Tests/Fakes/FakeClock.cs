using Introspect.Core.Timing;

namespace Introspect.Devices.Tests.Fakes;

/// <summary>A clock that stands until it is told to go on; what is due on the way runs.</summary>
internal sealed class FakeClock : IMachineClock
{
    public ulong NowNs { get; private set; }

    public EventQueue Events { get; } = new();

    public void RunTo(double seconds)
    {
        ulong end = (ulong)(seconds * 1e9);
        while (Events.NextNs <= end)
        {
            NowNs = Events.NextNs;
            Events.RunDue(NowNs);
        }

        NowNs = end;
    }
}
