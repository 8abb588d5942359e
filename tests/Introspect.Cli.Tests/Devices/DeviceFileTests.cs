using Introspect.Cli.Devices;
using Introspect.Cli.Running.Serial;
using Introspect.Machine;

namespace Introspect.Cli.Tests.Devices;

public sealed class DeviceFileTests
{
    [Fact]
    public void A_machine_is_what_its_keys_say()
    {
        DeviceDescription device = DeviceFile.Parse(
            """
            pcpus: 2
            focus: tablet
            machines:
              phone:
                guest: debian-armhf
                smp: 2
                memory: 128
                drives: [a.img, "b.img,ro"]
                serial: file:phone.log
                gdb: 1234
                weight: 300
                priority: 2
                cap: 50
                affinity: [0, 3]
                restart: on-crash
                clock: host
                until: ready
                send-after: [[login, root], ["# ", "ls\\c"]]
              tablet: {guest: demo}
            """,
            "/x/device.yaml");
        Assert.Equal(2, device.Pcpus);
        Assert.Equal(["tablet", "phone"], device.Machines.Select(static machine => machine.Name));
        MachineDescription phone = device.Machines[1];
        Assert.Equal(("debian-armhf", 2, 128, new SerialPlace.File("/x/phone.log"), 1234), (
            phone.Settings.Guest, phone.Settings.VcpuCount, phone.Settings.MemoryMiB, phone.Settings.Serial, phone.Settings.Gdb!.Port));
        Assert.Equal([new MediumFile("/x/a.img", false), new MediumFile("/x/b.img", true)], phone.Settings.Drives);
        Assert.Equal((300, 2, 50, 0b1001ul, RestartPolicy.OnCrash, ClockKind.Host), (
            phone.Policy.Weight, phone.Policy.Priority, phone.Policy.CapPercent, phone.Policy.Affinity, phone.Restart, phone.Settings.Clock));
        Assert.Equal(["login", "# "], phone.Settings.Steps.Select(static step => step.Pattern.ToString()));
    }

    [Theory]
    [InlineData("machines: {a: {guest: demo}}\nfarbe: rot", "d.yaml:2: there is no key 'farbe'. Known: pcpus, machines, focus")]
    [InlineData("machines:\n  a:\n    guest: demo\n    memroy: 3", "d.yaml:4: there is no key 'memroy'. Did you mean memory?")]
    [InlineData("machines:\n  a: {guest: demo, smp: 9}", "d.yaml:2: smp: '9' is not a number from 1 to 8.")]
    [InlineData("machines:\n  a: {guest: demo, clock: sun}", "d.yaml:2: clock: 'sun' is not one of: virtual, host.")]
    [InlineData("machines:\n  a: {guest: demo, gdb: 1234}\n  b: {guest: demo, gdb: 1233}", "d.yaml:3: b and a both have port 1234. Give one of them another.")]
    [InlineData("machines:\n  a: {guest: demo, net: ['nat,forward=80:80']}\n  b: {guest: demo, gdb: 79}", "d.yaml:3: b and a both have port 80. Give one of them another.")]
    [InlineData("machines:\n  a: {guest: demo, serial: 'tcp:80'}\n  b: {guest: demo, gdb: 79}", "d.yaml:3: b and a both have port 80.")]
    [InlineData("machines:\n  a: {guest: demo, serial: moon}", "d.yaml:2: serial: 'moon' is not console, terminal, none, file:PATH, tcp:[HOST:]PORT, pty or port:DEVICE[,BAUD].")]
    [InlineData("machines:\n  a: {guest: demo, net: [moon]}", "d.yaml:2: --net moon: there is no such network.")]
    [InlineData("machines:\n  a: {guest: demo, drives: [x]}\n  b: {guest: demo, drives: [./x]}", "both have")]
    [InlineData("machines: {a: {guest: demo}}\nfocus: b", "d.yaml:2: there is no machine 'b'. Did you mean a?")]
    [InlineData("machines:\n  a: {guest: demo}\n  a: {guest: demo}", "d.yaml:")]
    [InlineData("machines:\n  a: {guest: demo, until: '('}", "d.yaml:2: until: '(' is no regular expression")]
    [InlineData("machines:\n  a: {guest: demo, send-after: [[x]]}", "d.yaml:2: send-after: a step has two parts.")]
    [InlineData("machines:\n  a: {guest: demo, drives: x}", "d.yaml:2: drives is not a list.")]
    [InlineData("machines:\n  a: demo", "d.yaml:2: a has no keys and values.")]
    [InlineData("pcpus: 2", "d.yaml:1: there are no machines.")]
    [InlineData("pcpus: [", "d.yaml:")]
    [InlineData("", "d.yaml: there is no device.")]
    public void A_mistake_is_told_with_its_line(string text, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => DeviceFile.Parse(text, "d.yaml")).Message, StringComparison.Ordinal);
}
