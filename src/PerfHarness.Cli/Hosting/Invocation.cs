namespace PerfHarness.Cli.Hosting;

/// <summary>The input of a verb besides its own options.</summary>
/// <param name="Terminal">The streams that the verb writes to.</param>
/// <param name="Command">The arguments after <c>--</c>, unchanged; null if there was no <c>--</c>.</param>
internal sealed record Invocation(Terminal Terminal, IReadOnlyList<string>? Command);
