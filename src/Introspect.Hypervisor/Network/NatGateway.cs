using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Introspect.Core;
using Introspect.Machine.Network;

namespace Introspect.Hypervisor.Network;

/// <summary>
/// Address translation in user mode: a guest alone on 10.0.2.0/24 reaches what this process reaches, the host as 10.0.2.2 and its name
/// server as 10.0.2.3. libslirp does it, on a thread of its own that sleeps in poll(2). Not offered: IPv6, TFTP.
/// </summary>
public sealed class NatGateway : GuestPort
{
    // As in QEMU, so that what is known of guests there holds here.
    private const uint Network = 0x0A00_0200, Mask = 0xFFFF_FF00, Host = 0x0A00_0202, NameServer = 0x0A00_0203, Guest = 0x0A00_020F;

    private const int QueueBytes = 1 << 19;
    private const int LongestWaitMs = 1000;
    private const int Clogged = 98, NotPermitted = 13;

    private static readonly (int Slirp, short Host)[] s_events =
    [
        (1 << 0, HostCalls.PollIn),
        (1 << 1, HostCalls.PollOut),
        (1 << 2, HostCalls.PollPriority),
        (1 << 3, HostCalls.PollError),
        (1 << 4, HostCalls.PollHangUp),
    ];

    // The library keeps a list of its instances for the whole process.
    private static readonly Lock s_instances = new();

    private readonly TimeProvider _time;
    private readonly FrameQueue _sent = new(QueueBytes);
    private readonly PollSet _files = new();
    private readonly NatAdmission _admission = new();
    private readonly byte[] _frame = new byte[FrameQueue.LongestFrame];
    private readonly byte[] _received = new byte[FrameQueue.LongestFrame];
    private readonly Delegate[] _delegates;
    private readonly nint _callbacks;
    private readonly nint _slirp;
    private readonly Thread _thread;
    private volatile bool _isClosing;

    /// <summary>A gateway that works until it is disposed of.</summary>
    /// <exception cref="IntrospectException">The library is missing, or a port of the host cannot be had.</exception>
    public NatGateway(NatOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _time = time;
        SlirpSend send = Receive;
        SlirpGuestError guestError = (_, _) => Counters.NoteDrop(FrameDrop.Malformed);
        SlirpClock clock = _ => (long)_time.GetElapsedTime(0).TotalNanoseconds;
        SlirpFile opened = (file, _) => _admission.NoteOpened(file), closed = (file, _) => _admission.NoteClosed(file);
        SlirpNotify notify = static _ => { };   // it is called on the thread that it would wake
        _delegates = [send, guestError, clock, opened, closed, notify];
        _callbacks = Marshal.AllocHGlobal(Marshal.SizeOf<SlirpCallbacks>());
        Marshal.StructureToPtr(
            new SlirpCallbacks
            {
                Send = Marshal.GetFunctionPointerForDelegate(send),
                GuestError = Marshal.GetFunctionPointerForDelegate(guestError),
                Clock = Marshal.GetFunctionPointerForDelegate(clock),
                FileOpened = Marshal.GetFunctionPointerForDelegate(opened),
                FileClosed = Marshal.GetFunctionPointerForDelegate(closed),
                Notify = Marshal.GetFunctionPointerForDelegate(notify),
            },
            _callbacks,
            fDeleteOld: false);
        try
        {
            _slirp = Create(options);
            foreach (PortForward forward in options.Forwards)
            {
                Add(forward);
            }
        }
        catch
        {
            Free();
            throw;
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "nat" };
        _thread.Start();
    }

    /// <summary>The version of the library; null when it is not there.</summary>
    public static string? LibraryVersion()
    {
        if (!NativeLibrary.TryLoad(SlirpLibrary.Name, out nint library))
        {
            return null;
        }

        string? version = Marshal.PtrToStringUTF8(SlirpLibrary.Version());
        NativeLibrary.Free(library);
        return version;
    }

    public override void Send(ReadOnlySpan<byte> frame)
    {
        if (_sent.TryPut(frame, sender: 0))
        {
            Counters.NoteSent(frame.Length);
            _files.Wake();
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
        Free();
    }

    private static uint OnWire(uint address) => BinaryPrimitives.ReverseEndianness(address);

    private nint Create(NatOptions options)
    {
        var configuration = new SlirpConfiguration
        {
            Version = SlirpLibrary.ConfigurationVersion,
            IsRestricted = options.IsRestricted ? 1 : 0,
            HasIpv4 = 1,
            Network = OnWire(Network),
            Mask = OnWire(Mask),
            Host = OnWire(Host),
            FirstGuest = OnWire(Guest),
            NameServer = OnWire(NameServer),
            ClosesHost = options.ClosesHost ? (byte)1 : (byte)0,
        };
        try
        {
            lock (s_instances)
            {
                nint slirp = SlirpLibrary.Create(in configuration, _callbacks, owner: 0);
                Invariant.Require(slirp != 0);
                return slirp;
            }
        }
        catch (DllNotFoundException e)
        {
            throw new IntrospectException(
                $"nat: {SlirpLibrary.Name} is not on this host. Install it: sudo apt-get install libslirp0, or choose another --net", e);
        }
    }

    private void Add(PortForward forward)
    {
        uint address = BinaryPrimitives.ReadUInt32LittleEndian(forward.Address.GetAddressBytes());
        if (SlirpLibrary.AddForward(_slirp, forward.IsUdp ? 1 : 0, address, forward.HostPort, OnWire(Guest), forward.GuestPort) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            string why = error switch
            {
                Clogged => "somebody else listens there",
                NotPermitted => "ports below 1024 are root's",
                _ => new Win32Exception(error).Message,
            };
            throw new IntrospectException($"nat: port {forward.HostPort} of {forward.Address} cannot be had: {why}. Choose another port of the host.");
        }
    }

    private void Free()
    {
        lock (s_instances)
        {
            if (_slirp != 0)
            {
                SlirpLibrary.Destroy(_slirp);
            }
        }

        GC.KeepAlive(_delegates);
        Marshal.FreeHGlobal(_callbacks);
        _files.Dispose();
    }

    private void Run()
    {
        SlirpAddPoll add = (file, events, _) => _files.Add(file, ToHost(events));
        SlirpFound found = (index, _) => ToSlirp(_files.Found(index));
        Func<bool> hasWork = () => _isClosing || !_sent.IsEmpty;
        while (!_isClosing)
        {
            TakeSent();
            uint milliseconds = LongestWaitMs;
            _files.Clear();
            SlirpLibrary.AskForFiles(_slirp, ref milliseconds, add, owner: 0);
            bool hasFound = _files.Wait((int)milliseconds, hasWork);
            SlirpLibrary.Serve(_slirp, hasFound ? 0 : 1, found, owner: 0);
        }
    }

    private void TakeSent()
    {
        for (int length = _sent.Take(_frame); length != 0; length = _sent.Take(_frame))
        {
            if (_admission.Admits(_frame.AsSpan(0, length)))
            {
                SlirpLibrary.Input(_slirp, _frame, length);
            }
            else
            {
                Counters.NoteDrop(FrameDrop.Refused);
            }
        }
    }

    private nint Receive(nint frame, nuint length, nint owner)
    {
        if (length <= (nuint)_received.Length)
        {
            Marshal.Copy(frame, _received, 0, (int)length);
            Deliver(_received.AsSpan(0, (int)length));
        }

        return (nint)length;
    }

    private static short ToHost(int events)
    {
        short found = 0;
        foreach ((int slirp, short host) in s_events)
        {
            found |= (events & slirp) != 0 ? host : (short)0;
        }

        return found;
    }

    private static int ToSlirp(short events)
    {
        int found = 0;
        foreach ((int slirp, short host) in s_events)
        {
            found |= (events & host) != 0 ? slirp : 0;
        }

        return found;
    }
}
