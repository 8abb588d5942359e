namespace Introspect.Console.Keys;

/// <summary>A key of the console: what it does, and when it can.</summary>
/// <param name="Help">The key and its meaning for people.</param>
/// <param name="Matches">True for the key.</param>
/// <param name="IsOffered">True while it would do something.</param>
/// <param name="Press">Does it.</param>
internal sealed record KeyBinding(KeyHelp Help, Predicate<KeyPress> Matches, Func<bool> IsOffered, Action<KeyPress> Press);
