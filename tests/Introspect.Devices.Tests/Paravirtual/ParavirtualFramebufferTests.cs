using Introspect.Devices.Paravirtual;

namespace Introspect.Devices.Tests.Paravirtual;

public sealed class ParavirtualFramebufferTests
{
    private const uint Address = 0x04, Width = 0x08, Height = 0x0C, Stride = 0x10, Format = 0x14, Show = 0x18, Status = 0x2C;
    private const uint DirtyX = 0x1C, DirtyY = 0x20, DirtyWidth = 0x24, DirtyHeight = 0x28;

    private readonly TestSet _test = new();

    private ParavirtualFramebuffer Framebuffer => _test.Set.Framebuffer;

    [Fact]
    public void A_picture_is_dirty_as_a_whole_when_it_is_shown()
    {
        Assert.Equal(ParavirtualStatus.Ok, Begin(TestSet.Base, 4, 3, 16, PixelFormat.Rgb565));
        Assert.Equal(new FramebufferMode(TestSet.Base, 4, 3, 16, PixelFormat.Rgb565), Framebuffer.Mode);
        Assert.Equal(new PixelRectangle(0, 0, 4, 3), Assert.Single(Framebuffer.TakeDirty()).Place);
        Assert.Empty(Framebuffer.TakeDirty());
    }

    [Fact]
    public void A_rectangle_that_was_drawn_comes_with_its_pixels()
    {
        Begin(TestSet.Base, 8, 8, 64, PixelFormat.Xrgb8888);
        Framebuffer.TakeDirty();
        for (int i = 0; i < 512; i++)
        {
            _test.Memory.Bytes[i] = (byte)i;
        }

        Assert.Equal(ParavirtualStatus.Ok, Draw(1, 2, 1, 2));
        FramebufferPatch patch = Assert.Single(Framebuffer.TakeDirty());
        Assert.Equal(new PixelRectangle(1, 2, 1, 2), patch.Place);
        Assert.Equal([132, 133, 134, 135, 196, 197, 198, 199], patch.Pixels);
    }

    [Theory]
    // address, width, height, stride, format, status
    [InlineData(TestSet.Base, 0, 1, 16, 1, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Base, 1, 0, 16, 1, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Base, 4097, 1, 65_536, 1, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Base, 1, 4097, 16, 1, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Base, 4, 4, 15, 2, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Base, 4, 4, 65_537, 2, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Base, 4, 4, 16, 0, ParavirtualStatus.Unsupported)]
    [InlineData(TestSet.Base, 4, 4, 16, 3, ParavirtualStatus.Unsupported)]
    [InlineData(TestSet.Outside, 4, 4, 16, 2, ParavirtualStatus.NotMemory)]
    [InlineData(TestSet.Base, 4096, 4096, 65_536, 2, ParavirtualStatus.NotMemory)]
    [InlineData(0xFFFF_FFF0, 4096, 4096, 65_536, 2, ParavirtualStatus.NotMemory)]
    public void A_picture_that_cannot_be_is_not_shown(uint address, uint width, uint height, uint stride, uint format, ParavirtualStatus status)
    {
        Assert.Equal(status, Begin(address, width, height, stride, (PixelFormat)format));
        Assert.Equal((0u, null, 0), (Framebuffer.Read32(Show), Framebuffer.Mode, Framebuffer.TakeDirty().Count));
    }

    [Theory]
    // x, y, width, height, status
    [InlineData(0, 0, 9, 1, ParavirtualStatus.OutOfRange)]
    [InlineData(8, 0, 1, 1, ParavirtualStatus.OutOfRange)]
    [InlineData(0, 1, 1, 8, ParavirtualStatus.OutOfRange)]
    [InlineData(uint.MaxValue, 0, 2, 1, ParavirtualStatus.OutOfRange)]
    [InlineData(0, 2, 1, uint.MaxValue, ParavirtualStatus.OutOfRange)]
    [InlineData(8, 8, 0, 0, ParavirtualStatus.Ok)]
    public void A_rectangle_outside_the_picture_is_refused_and_an_empty_one_is_nothing(uint x, uint y, uint width, uint height, ParavirtualStatus status)
    {
        Begin(TestSet.Base, 8, 8, 32, PixelFormat.Xrgb8888);
        Framebuffer.TakeDirty();
        Assert.Equal(status, Draw(x, y, width, height));
        Assert.Empty(Framebuffer.TakeDirty());
    }

    [Fact]
    public void What_a_display_is_given_is_never_more_than_the_picture()
    {
        Begin(TestSet.Base, 64, 64, 256, PixelFormat.Xrgb8888);
        Framebuffer.TakeDirty();
        for (uint i = 1; i < 63; i++)
        {
            Draw(i, i, 1, 1);
        }

        Assert.Equal(62, Framebuffer.TakeDirty().Count);
        for (int i = 0; i < 10; i++)
        {
            Draw(1, 1, 62, 62);
        }

        Assert.Equal(new PixelRectangle(1, 1, 62, 62), Assert.Single(Framebuffer.TakeDirty()).Place);
    }

    [Fact]
    public void Rectangles_of_no_picture_are_refused_and_a_reset_hides_it()
    {
        Assert.Equal(ParavirtualStatus.NotNow, Draw(0, 0, 1, 1));
        Begin(TestSet.Base, 8, 8, 32, PixelFormat.Xrgb8888);
        Draw(1, 1, 1, 1);
        Framebuffer.Reset();
        Assert.Empty(Framebuffer.TakeDirty());
        Assert.All(
            new[] { Address, Width, Height, Stride, Format, Show, DirtyX, DirtyY, DirtyWidth, Status },
            register => Assert.Equal(0u, Framebuffer.Read32(register)));
    }

    private ParavirtualStatus Begin(uint address, uint width, uint height, uint stride, PixelFormat format)
    {
        Framebuffer.Write32(Address, address);
        Framebuffer.Write32(Width, width);
        Framebuffer.Write32(Height, height);
        Framebuffer.Write32(Stride, stride);
        Framebuffer.Write32(Format, (uint)format);
        Framebuffer.Write32(Show, 1);
        return (ParavirtualStatus)Framebuffer.Read32(Status);
    }

    private ParavirtualStatus Draw(uint x, uint y, uint width, uint height)
    {
        Framebuffer.Write32(DirtyX, x);
        Framebuffer.Write32(DirtyY, y);
        Framebuffer.Write32(DirtyWidth, width);
        Framebuffer.Write32(DirtyHeight, height);
        return (ParavirtualStatus)Framebuffer.Read32(Status);
    }
}
