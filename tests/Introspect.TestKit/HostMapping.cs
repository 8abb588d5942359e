using System.Globalization;

namespace Introspect.TestKit;

/// <summary>A mapping of this process as /proc/self/maps tells it.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">First address behind it.</param>
/// <param name="Permissions">Such as "r-xp".</param>
/// <param name="File">Device and number of the file behind it.</param>
/// <param name="Name">Its name, or "".</param>
public sealed record HostMapping(ulong Start, ulong End, string Permissions, string File, string Name)
{
    /// <summary>All mappings there are now.</summary>
    public static IReadOnlyList<HostMapping> All => [.. System.IO.File.ReadLines("/proc/self/maps").Select(Parse)];

    /// <summary>The mapping of an address.</summary>
    public static HostMapping Of(ulong address) => All.Single(mapping => address >= mapping.Start && address < mapping.End);

    // 7f0000000000-7f0000001000 r-xs 00000000 00:01 1234   /memfd:code (deleted)
    private static HostMapping Parse(string line)
    {
        string[] words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] range = words[0].Split('-');
        return new HostMapping(
            ulong.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            ulong.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            words[1],
            $"{words[3]} {words[4]}",
            words.Length > 5 ? words[5] : "");
    }
}
