using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Introspect.Core;
using Introspect.Machine.Network;
using Microsoft.Win32.SafeHandles;

namespace Introspect.Hypervisor.Network;

/// <summary>An interface of the host that ends in a machine (Linux, Documentation/networking/tuntap.rst): what the guest sends comes in there.</summary>
public sealed class TapInterface : GuestPort
{
    /// <summary>Characters of an interface's name at most (IFNAMSIZ, without its end).</summary>
    public const int MaxNameLength = 15;

    /// <summary>Where the host gives interfaces out.</summary>
    public const string Device = "/dev/net/tun";

    private const nuint SetInterface = 0x4004_54CA;   // TUNSETIFF
    private const ushort Tap = 0x2, WithoutPacketInfo = 0x1000;
    private const int RequestBytes = 40, FlagsOffset = 16;
    private const int NotAllowed = 1, NotThere = 2, NoDevice = 6, AccessDenied = 13, Busy = 16, IsOther = 22;

    private readonly SafeFileHandle _file;
    private readonly PollSet _files = new();
    private readonly byte[] _received = new byte[FrameQueue.LongestFrame];
    private readonly Thread _thread;
    private volatile bool _isClosing;

    /// <summary>Takes an interface of the host, which has been made for this user, or makes it where that is allowed.</summary>
    /// <exception cref="IntrospectException">The host does not give it.</exception>
    public TapInterface(string name)
    {
        Invariant.Require(name.Length is > 0 and <= MaxNameLength);
        int descriptor = HostCalls.Open(Device, HostCalls.OpenDevice);
        if (descriptor < 0)
        {
            throw Refused(name, Marshal.GetLastPInvokeError());
        }

        _file = new SafeFileHandle(descriptor, ownsHandle: true);
        byte[] request = new byte[RequestBytes];
        Encoding.ASCII.GetBytes(name, request);
        BitConverter.TryWriteBytes(request.AsSpan(FlagsOffset), (ushort)(Tap | WithoutPacketInfo));
        if (HostCalls.Control(_file, SetInterface, request) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            _file.Dispose();
            _files.Dispose();
            throw Refused(name, error);
        }

        _thread = new Thread(Run) { IsBackground = true, Name = $"tap {name}" };
        _thread.Start();
    }

    public override void Send(ReadOnlySpan<byte> frame)
    {
        if (HostCalls.Write(_file, in MemoryMarshal.GetReference(frame), (nuint)frame.Length) == frame.Length)
        {
            Counters.NoteSent(frame.Length);
        }
        else
        {
            Counters.NoteDrop(FrameDrop.QueueFull);
        }
    }

    public override void Dispose()
    {
        if (_isClosing)
        {
            return;
        }

        _isClosing = true;
        _files.Wake();
        _thread.Join();
        _file.Dispose();
        _files.Dispose();
    }

    private static IntrospectException Refused(string name, int error) => new(error switch
    {
        NotThere or NoDevice => $"tap:{name}: this host has no {Device}. Load its driver: sudo modprobe tun",
        NotAllowed or AccessDenied =>
            $"tap:{name}: this user may not have the interface. Make it once: sudo ip tuntap add dev {name} mode tap user {Environment.UserName}",
        Busy => $"tap:{name}: another program has the interface. End that, or choose another interface.",
        IsOther => $"tap:{name}: this is no TAP interface. Choose another name, or make one: sudo ip tuntap add dev NAME mode tap user {Environment.UserName}",
        _ => $"tap:{name}: {new Win32Exception(error).Message}",
    });

    private void Run()
    {
        _files.Add((int)_file.DangerousGetHandle(), HostCalls.PollIn);
        Func<bool> hasWork = () => _isClosing;
        while (!_isClosing)
        {
            _files.Wait(Timeout.Infinite, hasWork);
            for (nint length = Read(); length > 0 && !_isClosing; length = Read())
            {
                Deliver(_received.AsSpan(0, (int)length));
            }
        }
    }

    private nint Read() => HostCalls.Read(_file, _received, (nuint)_received.Length);
}
