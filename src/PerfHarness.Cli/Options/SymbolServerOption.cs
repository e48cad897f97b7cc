using System.CommandLine;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Symbols.Servers;

namespace PerfHarness.Cli.Options;

/// <summary><c>--symbol-server</c>: addresses of servers for debug files.</summary>
internal sealed class SymbolServerOption : Option<string[]>
{
    public SymbolServerOption(string description)
        : base("--symbol-server") => (HelpName, Description) = ("url", description);

    /// <exception cref="PerfHarnessException">One of them is no address.</exception>
    public IReadOnlyList<Uri> GetServers(ParseResult parsed) => [.. (parsed.GetValue(this) ?? []).Select(Parse)];

    private static Uri Parse(string text) =>
        SymbolServerOptions.ParseUrls(text) is [var url] ? url : throw new PerfHarnessException(
            DiagnosticCodes.UsageError,
            $"'{text}' is not the address of a symbol server.",
            "Use an address that starts with http:// or https://.");
}
