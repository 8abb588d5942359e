using Introspect.Core;

namespace Introspect.Devices.Paravirtual;

/// <summary>What a guest asks of its power supply.</summary>
public enum PowerRequest
{
    Off,
    Reset,
    Exit,
}

/// <summary>Told what the guest asks, and the exit code of <see cref="PowerRequest.Exit"/>.</summary>
public delegate void PowerSink(PowerRequest request, uint code);

/// <summary>Power: off, reset, an end with an exit code; and a button that asks the guest to switch itself off.</summary>
public sealed class ParavirtualPower(PowerSink sink, IInterruptLine irq) : ParavirtualDevice
{
    private static readonly RegisterMap<ParavirtualPower> s_registers = new("paravirtual power", WindowBytes)
    {
        { 0x000, "Off", static (d, _) => d.Ask(PowerRequest.Off, 0) },
        { 0x004, "Reset", static (d, _) => d.Ask(PowerRequest.Reset, 0) },
        { 0x008, "Exit", static (d, v) => d.Ask(PowerRequest.Exit, v) },
        { 0x00C, "Button", static d => d.TakeButton() },
    };

    private bool _wasPressed;

    public override ParavirtualKind Kind => ParavirtualKind.Power;

    /// <summary>The button is pressed. Post it through the machine's input door.</summary>
    public void Press()
    {
        _wasPressed = true;
        irq.Set(true);
    }

    public override uint Read32(uint offset) => s_registers.Read(this, offset);

    public override void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public override void Reset() => TakeButton();

    private void Ask(PowerRequest request, uint code) => sink(request, code);

    private uint TakeButton()
    {
        uint pressed = _wasPressed ? 1u : 0;
        _wasPressed = false;
        irq.Set(false);
        return pressed;
    }
}
