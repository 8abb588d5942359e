using Introspect.Devices;
using Introspect.Memory;

namespace Introspect.Architecture.Tests;

/// <summary>A device that is not public is a part of one that is, and is tested with it.</summary>
public sealed class DeviceTests
{
    [Fact]
    public void Every_device_has_a_test_class_named_like_it() => Assert.Empty(Untested(
        typeof(ICharacterSink).Assembly.GetExportedTypes(),
        Sources.Files("*Tests.cs").Where(file => file.StartsWith("tests/Introspect.Devices.Tests/", StringComparison.Ordinal))));

    [Fact]
    public void A_device_without_tests_is_found() => Assert.Equal(
        [nameof(UntestedDevice)],
        Untested([typeof(UntestedDevice), typeof(TestedDevice), typeof(DeviceTests)], ["tests/Introspect.Devices.Tests/Serial/TestedDeviceTests.cs"]));

    private static IEnumerable<string> Untested(IEnumerable<Type> types, IEnumerable<string> testFiles) => types
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IMmioDevice)))
        .Select(type => type.Name.Split('`')[0])
        .Except(testFiles.Select(file => Path.GetFileNameWithoutExtension(file)[..^"Tests".Length]));

    private class UntestedDevice : IMmioDevice
    {
        public uint Size => 4;

        public uint Read32(uint offset) => 0;

        public void Write32(uint offset, uint value)
        {
        }

        public void Reset()
        {
        }
    }

    private sealed class TestedDevice : UntestedDevice;
}
