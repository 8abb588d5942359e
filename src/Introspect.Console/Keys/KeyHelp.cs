namespace Introspect.Console.Keys;

/// <summary>A key and what it does, for the list of keys.</summary>
internal readonly record struct KeyHelp(string Key, string Meaning);
