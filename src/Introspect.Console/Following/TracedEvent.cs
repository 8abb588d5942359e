using Introspect.Tracing.Rings;

namespace Introspect.Console.Following;

/// <summary>A record and the track that it is of.</summary>
internal readonly record struct TracedEvent(int Track, TraceRecord Record);
