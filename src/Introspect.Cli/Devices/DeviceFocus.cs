using System.Collections.Immutable;

namespace Introspect.Cli.Devices;

/// <summary>Which machine of a device is in front: it has the keys and the terminal, and the scheduler favours it. Called from any thread.</summary>
internal sealed class DeviceFocus(ImmutableArray<DeviceMachine> machines, DeviceOutput output)
{
    private readonly Lock _lock = new();
    private DeviceMachine? _front;

    /// <summary>Types to the machine in front.</summary>
    public void Type(ReadOnlyMemory<byte> keys) => Volatile.Read(ref _front)?.Type(keys);

    /// <summary>Brings the next machine to the front.</summary>
    public void MoveOn() => Move(() => machines[(machines.IndexOf(_front!) + 1) % machines.Length]);

    /// <summary>Brings a machine to the front; false when there is none of that name.</summary>
    public bool TryMoveTo(string name) => Move(() => machines.FirstOrDefault(machine => machine.Name == name));

    private bool Move(Func<DeviceMachine?> choose)
    {
        lock (_lock)
        {
            if (choose() is not { } chosen)
            {
                return false;
            }

            _front?.IsInFront = false;
            Volatile.Write(ref _front, chosen);
            chosen.IsInFront = true;
            output.Show(chosen.Output);
            return true;
        }
    }
}
