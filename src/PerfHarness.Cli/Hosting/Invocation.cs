namespace PerfHarness.Cli.Hosting;

/// <summary>What a verb is called with besides its own options.</summary>
/// <param name="Terminal">Where it writes.</param>
/// <param name="Command">What stood after <c>--</c>, untouched; null where there was no <c>--</c>.</param>
internal sealed record Invocation(Terminal Terminal, IReadOnlyList<string>? Command);
