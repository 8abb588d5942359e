using System.Text;

namespace Introspect.Devices.Tests.Fakes;

/// <summary>Keeps what a serial device sent.</summary>
internal sealed class FakeCharacterSink : ICharacterSink
{
    private readonly StringBuilder _text = new();

    public string Text => _text.ToString();

    public void Put(byte character) => _text.Append((char)character);
}
