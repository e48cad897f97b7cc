using System.Text.Json;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording.Servers;

namespace PerfHarness.Configuration;

/// <summary>Reads the settings of a benchmark that is a server: <c>load</c>, <c>ready</c> and <c>stopSignal</c>.</summary>
internal static class ServerLoadReader
{
    private const double MaxSeconds = 1e6;

    /// <param name="folder">Working directory of the load.</param>
    /// <returns>Null if there is no load.</returns>
    public static ServerLoad? Read(ObjectReader reader, string folder)
    {
        var command = ReadCommand(reader);
        var ready = reader.ReadObject("ready");
        var signal = ReadSignal(reader);
        if (command is null)
        {
            return (ready?.Node ?? reader.Get("stopSignal")) is not { } other ? null : throw reader.CreateError(
                other, $"'{(ready is null ? "stopSignal" : "ready")}' requires 'load'.", "Both are for a server that is recorded under a load.");
        }

        return ready is null
            ? throw reader.CreateError(
                reader.Get("load")!, "'load' requires 'ready'.", "It says when the server is ready: \"ready\": { \"port\": 11211 }")
            : new ServerLoad(command[0], [.. command.Skip(1)])
            {
                Readiness = ReadReadiness(ready),
                WorkingDirectory = folder,
                StopSignal = signal ?? ServerLoad.DefaultStopSignal,
            };
    }

    // A text is a command line, a list its words.
    private static IReadOnlyList<string>? ReadCommand(ObjectReader reader)
    {
        if (reader.Get("load") is not { } value)
        {
            return null;
        }

        var words = value.Kind == JsonValueKind.String ? SplitLine(reader, value) : reader.ReadStrings("load")!;
        return words is [{ Length: > 0 }, ..]
            ? words
            : throw reader.CreateError(value, "'load' must be a command line, or a program with arguments.");
    }

    private static IReadOnlyList<string> SplitLine(ObjectReader reader, ConfigurationNode value)
    {
        try
        {
            return ShellText.Split(value.Text);
        }
        catch (PerfHarnessException e)
        {
            throw reader.CreateError(value, e.Diagnostic.Message);
        }
    }

    private static Readiness ReadReadiness(ObjectReader reader)
    {
        var readiness = new Readiness
        {
            Port = reader.ReadInteger("port", 1, 65_535),
            Text = reader.ReadString("text"),
            Address = ReadAddress(reader),
            Timeout = reader.ReadNumber("timeout", 0, MaxSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : Readiness.DefaultTimeout,
        };
        reader.ThrowIfUnknown();
        var given = new[] { readiness.Port is not null, readiness.Text is { Length: > 0 }, readiness.Address is not null }.Count(isGiven => isGiven);
        return given == 1 ? readiness : throw reader.CreateError(reader.Node, "'ready' needs exactly one of 'port', 'text' and 'http'.");
    }

    private static Uri? ReadAddress(ObjectReader reader) => reader.Get("http") is not { } value ? null
        : Readiness.ParseAddress(reader.ParseString(value, "http"))
            ?? throw reader.CreateError(value, $"'{value.Text}' is no address such as http://localhost:5000/health.");

    private static int? ReadSignal(ObjectReader reader) => reader.Get("stopSignal") is not { } value ? null
        : Signals.Parse(value.Kind == JsonValueKind.Number ? value.Text : reader.ParseString(value, "stopSignal"))
            ?? throw reader.CreateError(value, $"'{value.Text}' is no signal: use a name such as SIGINT, or a number.");
}
