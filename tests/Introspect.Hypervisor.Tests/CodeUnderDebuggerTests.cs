using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Introspect.Cpu.Dispatch;
using Introspect.Gdb;
using Introspect.Inspection;

namespace Introspect.Hypervisor.Tests;

/// <summary>
/// A debugger costs nothing that does not stop or report: the host executes the same bytes with it as without it. They are compared within one machine,
/// whose code is translated anew into the same place each time.
/// </summary>
public sealed class CodeUnderDebuggerTests
{
    private const ulong Progress = 3_000_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_code_of_the_host_is_the_same_with_a_debugger_that_has_no_probe(bool usesWindow)
    {
        using var machine = new TestMachine(
            TestGuests.Counting, engine: Engine.Translator, tuning: EngineTuning.Full with { Windows = usesWindow });
        RunAlone(machine);
        string[] alone = CodeOf(machine, () => RunAlone(machine));

        using GdbServer server = GdbServer.Start(machine.Live, new GdbServerOptions());
        using var client = new Client(await ConnectAsync(server));
        Assert.NotEqual("", await client.AskAsync("?"));
        string[] attached = CodeOf(machine, () => RunFromClient(machine, client));
        Assert.Equal(alone, attached);

        Assert.Equal("OK", await client.AskAsync($"Z0,{TestGuests.Loop:x},4"));
        string[] broken = CodeOf(machine, () => client.AskAsync("vCont;c").Wait(s_patience));
        Assert.NotEqual(alone, broken);

        Assert.Equal("OK", await client.AskAsync($"z0,{TestGuests.Loop:x},4"));
        string[] removed = CodeOf(machine, () => RunFromClient(machine, client));
        Assert.Equal(alone, removed);
    }

    private static void RunAlone(TestMachine machine)
    {
        machine.Resume();
        WaitForProgress(machine);
        machine.Stop();
    }

    private static void RunFromClient(TestMachine machine, Client client)
    {
        Task<string> stopped = client.AskAsync("vCont;c");
        WaitForProgress(machine);
        client.Interrupt();
        Assert.True(stopped.Wait(s_patience), "The machine does not stop.");
    }

    private static void WaitForProgress(TestMachine machine)
    {
        ulong until = machine.Live.InstructionCount + Progress;
        Assert.True(SpinWait.SpinUntil(() => machine.Live.InstructionCount > until, s_patience), "The guest does not move.");
    }

    // What the host executes for the guest's two blocks, after the guest was translated anew and ran from its start.
    private static string[] CodeOf(TestMachine machine, Action run)
    {
        Assert.True(machine.TryWrite("pc", TestGuests.Start));
        using (machine.Live.Hold())
        {
            machine.Guest.Code.Clear();
        }

        run();
        using MachineHold hold = machine.Live.Hold();
        return
        [
            .. from region in machine.Guest.Bus.Regions
               from page in region.CodePages.OfType<CodePage>()
               from block in page.Blocks
               where block.Address is TestGuests.Start or TestGuests.Loop
               orderby block.Address
               select $"{block.Address:x8} {Convert.ToHexStringLower(block.HostCode)}",
        ];
    }

    private static async Task<TcpClient> ConnectAsync(GdbServer server)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(server.EndPoint, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Says packets and hears replies.</summary>
    private sealed class Client(TcpClient socket) : IDisposable
    {
        private readonly NetworkStream _stream = socket.GetStream();

        public async Task<string> AskAsync(string packet)
        {
            int sum = Encoding.ASCII.GetBytes(packet).Sum(static b => b) & 0xFF;
            await _stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"${packet}#{sum:x2}")));
            var reply = new StringBuilder();
            byte[] one = new byte[1];
            while (reply.Length < 3 || reply[^3] != '#')
            {
                await _stream.ReadExactlyAsync(one);
                if (reply.Length > 0 || one[0] == '$')
                {
                    reply.Append((char)one[0]);
                }
            }

            await _stream.WriteAsync("+"u8.ToArray());
            return reply.ToString()[1..^3];
        }

        public void Interrupt() => _stream.WriteByte(3);

        public void Dispose() => socket.Dispose();
    }
}
