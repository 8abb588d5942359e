using System.Globalization;
using Introspect.Cli.Running;
using Introspect.Cli.Running.Serial;
using Introspect.Machine;
using YamlDotNet.RepresentationModel;

namespace Introspect.Cli.Devices;

/// <summary>A value of a device file, with the place that a message about it names.</summary>
internal sealed class DeviceValue(string file, YamlNode node, string name)
{
    public int Line => (int)node.Start.Line;

    /// <summary>A text, number or word.</summary>
    public string Text => node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Wrong($"{name} is not a text. Give: {name}: TEXT");

    /// <summary>A path, from the folder of the file.</summary>
    public string Path => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!, Text);

    /// <summary>The values of a list.</summary>
    public IEnumerable<DeviceValue> Items => node is YamlSequenceNode list
        ? list.Children.Select(item => new DeviceValue(file, item, name))
        : throw Wrong($"{name} is not a list. Give: {name}: [A, B]");

    /// <summary>Keys and values.</summary>
    public IEnumerable<(DeviceValue Key, DeviceValue Value)> Entries => node is YamlMappingNode map
        ? map.Children.Select(entry => (new DeviceValue(file, entry.Key, name), new DeviceValue(file, entry.Value, entry.Key.ToString())))
        : throw Wrong($"{name} has no keys and values.");

    /// <summary>A file with a device on it: FILE or FILE,ro.</summary>
    public MediumFile Medium => Text.EndsWith(",ro", StringComparison.Ordinal)
        ? new MediumFile(Path[..^3], IsReadOnly: true)
        : new MediumFile(Path, IsReadOnly: false);

    /// <summary>Where a serial port leads.</summary>
    public SerialPlace Serial => SerialPlace.Parse(name, Text, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!);

    /// <summary>A pattern and a text to type, as a list of two.</summary>
    public ScriptStep Step => Items.ToArray() is [var pattern, var text]
        ? new ScriptStep(ScriptedConsole.Compile(name, pattern.Text), ScriptStep.ParseText(text.Text))
        : throw Wrong($"{name}: a step has two parts. Give: {name}: [[REGEX, TEXT]]");

    /// <summary>A whole number.</summary>
    public int Number(int least, int most) =>
        int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw Wrong($"{name}: '{Text}' is not a number from {least} to {most}.");

    /// <summary>One of some words.</summary>
    public T OneOf<T>(params ReadOnlySpan<(string Word, T Meaning)> words)
    {
        List<string> known = [];
        foreach ((string word, T meaning) in words)
        {
            if (word == Text)
            {
                return meaning;
            }

            known.Add(word);
        }

        throw Wrong($"{name}: '{Text}' is not one of: {string.Join(", ", known)}.");
    }

    /// <summary>The error for a name that is not known here.</summary>
    public UsageException Unknown(string kind, IEnumerable<string> known)
    {
        IReadOnlyList<string> near = NearestNames.Of(Text, known);
        return Wrong($"there is no {kind} '{Text}'. " + (near.Count == 0 ? $"Known: {string.Join(", ", known)}" : $"Did you mean {string.Join(" or ", near)}?"));
    }

    /// <summary>The error for this value.</summary>
    public UsageException Wrong(string message) => new($"{file}:{Line}: {message}");
}
