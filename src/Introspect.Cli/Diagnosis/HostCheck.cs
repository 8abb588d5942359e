namespace Introspect.Cli.Diagnosis;

/// <summary>One thing that a host may lack.</summary>
/// <param name="Subject">What it is.</param>
/// <param name="IsGood">True when it is there.</param>
/// <param name="Found">What was found: a path, a number, nothing.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Remedy">The command or step that mends it; shown only when it is lacking.</param>
/// <param name="Instead">What is done without it; shown only when it is lacking. Empty when its purpose is simply not served.</param>
public sealed record HostCheck(string Subject, bool IsGood, string Found, string Purpose, string Remedy, string Instead = "");
