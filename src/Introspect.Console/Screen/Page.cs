using System.Collections.Immutable;

namespace Introspect.Console.Screen;

/// <summary>Panes that are seen together.</summary>
/// <param name="Name">What users call it.</param>
/// <param name="Panes">Names of its panes, in the order in which Tab goes through them.</param>
/// <param name="Divide">Divides an area among them, in the same order.</param>
internal sealed record Page(string Name, ImmutableArray<string> Panes, Func<Area, ImmutableArray<Area>> Divide)
{
    private const int RegistersWidth = 28, MachinesHeight = 4;

    /// <summary>All pages; the place in the list, from 1 on, is the page's key.</summary>
    public static ImmutableArray<Page> All { get; } =
    [
        new("cpu", ["machines", "registers", "disassembly", "terminal"], static area =>
        {
            Area below = area with { Y = area.Y + MachinesHeight, Height = area.Height - MachinesHeight };
            int left = area.Width >= 4 * RegistersWidth ? (2 * RegistersWidth) - 2 : RegistersWidth;
            int upper = (below.Height + 3) / 2;
            Area right = below with { X = left, Width = below.Width - left };
            return
            [
                area with { Height = MachinesHeight },
                below with { Width = left },
                right with { Height = upper },
                right with { Y = right.Y + upper, Height = right.Height - upper },
            ];
        }),
        new("mmu", ["tables", "walk"], static area =>
        {
            const int WalkHeight = 9;
            return
            [
                area with { Height = area.Height - WalkHeight },
                area with { Y = area.Y + area.Height - WalkHeight, Height = WalkHeight },
            ];
        }),
        new("trace", ["timeline", "exits", "events"], static area =>
        {
            const int ExitsWidth = 47, TimelineHeight = 13;
            int upper = Math.Min(area.Height / 2, TimelineHeight);
            Area below = area with { Y = area.Y + upper, Height = area.Height - upper };
            int left = Math.Min(ExitsWidth, area.Width - 20);
            return
            [
                area with { Height = upper },
                below with { Width = left },
                below with { X = left, Width = below.Width - left },
            ];
        }),
        new("guest", ["tasks", "terminal"], static area =>
        {
            int upper = area.Height / 2;
            return
            [
                area with { Height = upper },
                area with { Y = area.Y + upper, Height = area.Height - upper },
            ];
        }),
    ];
}
