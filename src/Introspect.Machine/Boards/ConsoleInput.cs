using Introspect.Devices;
using Introspect.Devices.Paravirtual;

namespace Introspect.Machine.Boards;

/// <summary>What people type goes to the paravirtual console once the guest listens there, and to the first serial port until then.</summary>
internal sealed class ConsoleInput(ICharacterReceiver serial, ParavirtualConsole console) : ICharacterReceiver
{
    public bool CanReceive => Chosen.CanReceive;

    private ICharacterReceiver Chosen => console.IsListening ? console : serial;

    public void Receive(byte character) => Chosen.Receive(character);
}
