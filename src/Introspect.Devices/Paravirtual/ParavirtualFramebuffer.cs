using Introspect.Memory;

namespace Introspect.Devices.Paravirtual;

/// <summary>How a pixel lies in memory, lowest byte first. Guests write the values.</summary>
public enum PixelFormat : uint
{
    /// <summary>Two bytes: blue in bits 0-4, green in 5-10, red in 11-15.</summary>
    Rgb565 = 1,

    /// <summary>Four bytes: blue, green, red, nothing.</summary>
    Xrgb8888 = 2,
}

/// <summary>A part of the picture.</summary>
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height)
{
    /// <summary>The smallest that holds both.</summary>
    public PixelRectangle With(PixelRectangle other)
    {
        int left = Math.Min(X, other.X), top = Math.Min(Y, other.Y);
        return new PixelRectangle(
            left, top, Math.Max(X + Width, other.X + other.Width) - left, Math.Max(Y + Height, other.Y + other.Height) - top);
    }
}

/// <summary>The picture that a guest shows.</summary>
public sealed record FramebufferMode(uint Address, int Width, int Height, uint Stride, PixelFormat Format)
{
    /// <summary>Bytes of a pixel.</summary>
    public int PixelBytes => Format == PixelFormat.Rgb565 ? 2 : 4;
}

/// <summary>What a part of the picture looks like now: its rows one behind the other, without gaps.</summary>
public sealed record FramebufferPatch(PixelRectangle Place, byte[] Pixels);

/// <summary>
/// A picture in the guest's RAM: the guest says where it lies, and which rectangles it has drawn; a display takes those. Nothing of the
/// display shows to the guest.
/// </summary>
public sealed class ParavirtualFramebuffer(IPhysicalMemory memory) : ParavirtualDevice
{
    private const uint LongestSide = 4096, LongestStride = 64 * 1024;

    // More than that, or more pixels than the picture has, become one rectangle around them all: what a display is given is bounded.
    private const int MostRectangles = 64;

    private static readonly RegisterMap<ParavirtualFramebuffer> s_registers = new("paravirtual framebuffer", WindowBytes)
    {
        { 0x000, "LongestSide", LongestSide },
        { 0x004, "Address", static d => d._address, static (d, v) => d._address = v },
        { 0x008, "Width", static d => d._width, static (d, v) => d._width = v },
        { 0x00C, "Height", static d => d._height, static (d, v) => d._height = v },
        { 0x010, "Stride", static d => d._stride, static (d, v) => d._stride = v },
        { 0x014, "Format", static d => d._format, static (d, v) => d._format = v },
        { 0x018, "Show", static d => d.Mode is null ? 0u : 1, static (d, v) => d._status = d.Show(v) },
        { 0x01C, "DirtyX", static d => d._dirtyX, static (d, v) => d._dirtyX = v },
        { 0x020, "DirtyY", static d => d._dirtyY, static (d, v) => d._dirtyY = v },
        { 0x024, "DirtyWidth", static d => d._dirtyWidth, static (d, v) => d._dirtyWidth = v },
        { 0x028, "DirtyHeight", static (d, v) => d._status = d.AddDirty(v) },
        { 0x02C, "Status", static d => (uint)d._status },
    };

    private readonly List<PixelRectangle> _dirty = [];
    private uint _address;
    private uint _width;
    private uint _height;
    private uint _stride;
    private uint _format;
    private uint _dirtyX;
    private uint _dirtyY;
    private uint _dirtyWidth;
    private ParavirtualStatus _status;

    public override ParavirtualKind Kind => ParavirtualKind.Framebuffer;

    /// <summary>The picture, or null while the guest shows none.</summary>
    public FramebufferMode? Mode { get; private set; }

    /// <summary>
    /// What the guest has drawn since the last time, as it looks now; the machine is at rest. Rows that are no RAM are black.
    /// </summary>
    public IReadOnlyList<FramebufferPatch> TakeDirty()
    {
        FramebufferPatch[] patches = Mode is { } mode ? [.. _dirty.Select(place => Copy(mode, place))] : [];
        _dirty.Clear();
        return patches;
    }

    public override uint Read32(uint offset) => s_registers.Read(this, offset);

    public override void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public override void Reset()
    {
        _dirty.Clear();
        Mode = null;
        _address = _width = _height = _stride = _format = 0;
        _dirtyX = _dirtyY = _dirtyWidth = 0;
        _status = ParavirtualStatus.Ok;
    }

    private ParavirtualStatus Show(uint value)
    {
        Mode = null;
        _dirty.Clear();
        if (value == 0)
        {
            return ParavirtualStatus.Ok;
        }

        if (!Enum.IsDefined((PixelFormat)_format))
        {
            return ParavirtualStatus.Unsupported;
        }

        if (_width - 1 >= LongestSide || _height - 1 >= LongestSide || _stride > LongestStride)
        {
            return ParavirtualStatus.OutOfRange;
        }

        var mode = new FramebufferMode(_address, (int)_width, (int)_height, _stride, (PixelFormat)_format);
        if (_stride < _width * (uint)mode.PixelBytes)
        {
            return ParavirtualStatus.OutOfRange;
        }

        Span<byte> probe = stackalloc byte[1];
        if (!memory.TryRead(_address, probe) || !memory.TryRead(_address + ((ulong)_stride * (_height - 1)) + (_width * (uint)mode.PixelBytes) - 1, probe))
        {
            return ParavirtualStatus.NotMemory;
        }

        Mode = mode;
        _dirty.Add(new PixelRectangle(0, 0, mode.Width, mode.Height));
        return ParavirtualStatus.Ok;
    }

    private ParavirtualStatus AddDirty(uint height)
    {
        if (Mode is not { } mode)
        {
            return ParavirtualStatus.NotNow;
        }

        if (_dirtyX > (uint)mode.Width || _dirtyWidth > (uint)mode.Width - _dirtyX ||
            _dirtyY > (uint)mode.Height || height > (uint)mode.Height - _dirtyY)
        {
            return ParavirtualStatus.OutOfRange;
        }

        if (_dirtyWidth != 0 && height != 0)
        {
            _dirty.Add(new PixelRectangle((int)_dirtyX, (int)_dirtyY, (int)_dirtyWidth, (int)height));
            if (_dirty.Count > MostRectangles || _dirty.Sum(static place => (long)place.Width * place.Height) > (long)mode.Width * mode.Height)
            {
                PixelRectangle around = _dirty.Aggregate(static (sum, one) => sum.With(one));
                _dirty.Clear();
                _dirty.Add(around);
            }
        }

        return ParavirtualStatus.Ok;
    }

    private FramebufferPatch Copy(FramebufferMode mode, PixelRectangle place)
    {
        int rowBytes = place.Width * mode.PixelBytes;
        byte[] pixels = new byte[rowBytes * place.Height];
        for (int row = 0; row < place.Height; row++)
        {
            ulong at = mode.Address + ((ulong)mode.Stride * (uint)(place.Y + row)) + (ulong)(place.X * mode.PixelBytes);
            Span<byte> line = pixels.AsSpan(row * rowBytes, rowBytes);
            if (!memory.TryRead(at, line))
            {
                line.Clear();
            }
        }

        return new FramebufferPatch(place, pixels);
    }
}
