using Introspect.Devices;
using Introspect.Machine.Network;

namespace Introspect.Hypervisor.Network;

/// <summary>
/// Where on a switch an address was seen last, IEEE 802.1Q clause 8.8. A port has room for a number of addresses, and one that has more to show
/// is not believed until some have aged, so that no port can push out what is known of the others.
/// </summary>
internal sealed class AddressTable(TimeProvider time)
{
    /// <summary>Addresses that are remembered of one port.</summary>
    public const int AddressesOfPort = 64;

    // The default of the standard's ageing time, and how often it is worth looking.
    private static readonly TimeSpan s_age = TimeSpan.FromSeconds(300), s_pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<MacAddress, Sighting> _sightings = [];
    private readonly int[] _counts = new int[FrameQueue.MaxSenders];
    private long _lookedAt = time.GetTimestamp();

    /// <summary>An address sent something through a port.</summary>
    public void Learn(MacAddress address, int port)
    {
        long now = time.GetTimestamp();
        ForgetOld(now);
        bool isKnown = _sightings.TryGetValue(address, out Sighting before);
        if (isKnown && before.Port == port)
        {
            _sightings[address] = new Sighting(port, now);
        }
        else if (_counts[port] < AddressesOfPort)
        {
            _sightings[address] = new Sighting(port, now);
            _counts[port]++;
            _counts[before.Port] -= isKnown ? 1 : 0;
        }
    }

    /// <summary>The port at which an address was seen last; null when that is not known, or too long ago.</summary>
    public int? Find(MacAddress address) =>
        _sightings.TryGetValue(address, out Sighting seen) && time.GetElapsedTime(seen.At) < s_age ? seen.Port : null;

    /// <summary>A port is no more.</summary>
    public void Forget(int port) => Remove(seen => seen.Port == port);

    private void ForgetOld(long now)
    {
        if (time.GetElapsedTime(_lookedAt, now) >= s_pause)
        {
            _lookedAt = now;
            Remove(seen => time.GetElapsedTime(seen.At, now) >= s_age);
        }
    }

    private void Remove(Func<Sighting, bool> isOver)
    {
        foreach ((MacAddress address, Sighting seen) in _sightings)
        {
            if (isOver(seen))
            {
                _sightings.Remove(address);
                _counts[seen.Port]--;
            }
        }
    }

    private readonly record struct Sighting(int Port, long At);
}
