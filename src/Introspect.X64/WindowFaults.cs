using System.Runtime.InteropServices;

namespace Introspect.X64;

/// <summary>What lies in front of a window for whoever handles a fault; the window's first byte follows it.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct WindowHeader
{
    /// <summary>Where a failed access of translated code is led to.</summary>
    public byte* Faulted;

    /// <summary>The code memory whose accesses these are.</summary>
    public byte* CodeStart;

    /// <summary>Its bytes.</summary>
    public ulong CodeBytes;
}

/// <summary>
/// Turns a SIGSEGV of translated code that accesses a window into a call of the monitor. The handler is a few instructions of our own in
/// front of the runtime's: it asks GS whether a window is in use and the program counter whether it is translated code, sends such a thread
/// to <see cref="EntryStubs.Faulted"/>, and passes everything else on.
/// </summary>
/// <remarks>
/// A signal's handler belongs to the process, so this is installed once and stays, with the handler that was there before and the list of windows:
/// GS keeps pointing to a window after translated code was left, even when that window is gone.
/// Linux on x86-64: the offsets are those of <c>ucontext_t</c> and <c>siginfo_t</c> (System V ABI, glibc sys/ucontext.h).
/// </remarks>
public static unsafe partial class WindowFaults
{
    private const int Segv = 11;
    private const int HardwareCapabilities2 = 26;
    private const ulong FsGsBase = 2;
    private const int ActionBytes = 152, HandlerAt = 0;
    private const int HandlerBytes = 256;
    private const int MaxWindows = 4096;
    private const int ContextRbp = 120, ContextRip = 168, ContextError = 192, InfoAddress = 16;
    private const int WriteBit = 2, WriteBitTo63 = 62;

    private static readonly ulong* s_windows = (ulong*)NativeMemory.AllocZeroed(MaxWindows, sizeof(ulong));
    private static readonly Lock s_lock = new();
    private static readonly Lazy<bool> s_isInstalled = new(Install);

    /// <summary>True when windows can be used here: the host lets programs write the base of GS, and the handler is installed.</summary>
    public static bool IsSupported => s_isInstalled.Value;

    /// <summary>The host lets programs write the base of GS (FSGSBASE, Linux 5.9 and later).</summary>
    public static bool CanWriteGsBase => (GetAuxiliaryValue(HardwareCapabilities2) & FsGsBase) != 0;

    /// <summary>Faults in a window are led to what its <see cref="WindowHeader"/> says from now on; false when there are too many.</summary>
    public static bool TryRegister(byte* window) => TryReplace(0, (ulong)window);

    /// <summary>A window is about to go.</summary>
    public static void Unregister(byte* window) => TryReplace((ulong)window, 0);

    private static bool TryReplace(ulong from, ulong to)
    {
        lock (s_lock)
        {
            int index = new Span<ulong>(s_windows, MaxWindows).IndexOf(from);
            if (index >= 0)
            {
                Volatile.Write(ref s_windows[index], to);
            }

            return index >= 0;
        }
    }

    private static bool Install()
    {
        if (!CanWriteGsBase)
        {
            return false;
        }

        byte* action = stackalloc byte[ActionBytes];
        nint before = 0;
        if (SigAction(Segv, null, action) != 0 || (before = *(nint*)(action + HandlerAt)) is 0 or 1)
        {
            return false;
        }

        // SAFETY: the code is never freed, and works on what the kernel passes only; the other fields of the action stay as the runtime set them.
        var buffer = new CodeBuffer(HandlerBytes, CodeMapping.Double);
        *(nint*)(action + HandlerAt) = (nint)buffer.Executed(WriteHandler(buffer, before));
        return SigAction(Segv, action, null) == 0;
    }

    // handler(rdi = signal, rsi = siginfo_t*, rdx = ucontext_t*)
    private static byte* WriteHandler(CodeBuffer buffer, nint before)
    {
        byte* start = buffer.Reserve(HandlerBytes);
        var code = new Assembler();
        code.Begin(start, HandlerBytes);
        code.ReadGsBase(Host.Rax);
        code.Test64(Host.Rax, Host.Rax);
        byte* noWindow = code.JumpIf(HostCondition.Equal);
        code.MoveConstant64(Host.R8, (ulong)s_windows);
        code.Move(Host.Rcx, (uint)MaxWindows);
        byte* next = code.Position;
        code.Arithmetic(Alu.Sub, Host.Rcx, 1);
        byte* unknown = code.JumpIf(HostCondition.Sign);
        code.Arithmetic64(Alu.Cmp, Host.Rax, new MemoryOperand(Host.R8, 0, Host.Rcx, Scale: 3));
        Assembler.Bind(code.JumpIf(HostCondition.NotEqual), next);

        code.Load64(Host.Rcx, new MemoryOperand(Host.Rdx, ContextRip));
        code.Move64(Host.R8, Host.Rcx);
        code.Arithmetic64(Alu.Sub, Host.R8, Header(nameof(WindowHeader.CodeStart)));
        code.Arithmetic64(Alu.Cmp, Host.R8, Header(nameof(WindowHeader.CodeBytes)));
        byte* notOurs = code.JumpIf(HostCondition.AboveOrEqual);

        code.Load64(Host.R9, new MemoryOperand(Host.Rdx, ContextRbp));
        code.Store64(FrameFields.FaultPc with { Base = Host.R9 }, Host.Rcx);
        code.Load64(Host.Rcx, new MemoryOperand(Host.Rdx, ContextError));
        code.Arithmetic(Alu.And, Host.Rcx, WriteBit);
        code.Shifted64(Shift.Shl, Host.Rcx, WriteBitTo63);
        code.Arithmetic64(Alu.Or, Host.Rcx, new MemoryOperand(Host.Rsi, InfoAddress));
        code.Store64(FrameFields.FaultAddress with { Base = Host.R9 }, Host.Rcx);
        code.Load64(Host.Rcx, Header(nameof(WindowHeader.Faulted)));
        code.Store64(new MemoryOperand(Host.Rdx, ContextRip), Host.Rcx);
        code.Return();

        code.Bind(noWindow);
        code.Bind(unknown);
        code.Bind(notOurs);
        code.MoveConstant64(Host.Rax, (ulong)before);
        code.JumpTo(Host.Rax);
        return start;
    }

    private static MemoryOperand Header(string field) =>
        new(Host.Rax, (int)Marshal.OffsetOf<WindowHeader>(field) - sizeof(WindowHeader));

    [LibraryImport("libc", EntryPoint = "getauxval")]
    private static partial ulong GetAuxiliaryValue(ulong type);

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    private static partial int SigAction(int signal, byte* action, byte* before);
}
