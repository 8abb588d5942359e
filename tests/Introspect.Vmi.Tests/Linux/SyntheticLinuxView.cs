using Introspect.TestKit.Inspection;

namespace Introspect.Vmi.Tests.Linux;

internal static class SyntheticLinuxView
{
    extension(SyntheticLinux guest)
    {
        /// <summary>A look that knows nothing yet.</summary>
        public GuestView View => GuestView.Of(new RawImage("synthetic", guest.Ram, SyntheticLinux.RamBase));
    }
}
