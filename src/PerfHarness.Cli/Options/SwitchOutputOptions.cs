using System.CommandLine;
using System.Text.RegularExpressions;
using PerfHarness.Recording;

namespace PerfHarness.Cli.Options;

/// <summary>A long recording in several files, as <c>perf record</c> makes them.</summary>
internal sealed partial class SwitchOutputOptions
{
    private readonly Option<string?> _mode = new("--switch-output")
    {
        HelpName = "size|time|signal",
        Description = "Begin a new file after a size (100M), a time (30s), or at SIGUSR2; each is named FILE.TIMESTAMP.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int?> _maxFiles = NumericOptions.CreateIntegerOption(
        "--switch-max-files", [], "With --switch-output: keep the latest n files only.", 1, 1_000_000);

    public void AddTo(Command command)
    {
        _mode.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !ModePattern().IsMatch(text))
            {
                result.AddError($"--switch-output takes a size (100M), a time (30s, 5m, 1h, 1d) or 'signal', not '{text}'.");
            }
        });
        command.Add(_mode);
        command.Add(_maxFiles);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_maxFiles) is { Implicit: false } && result.GetResult(_mode) is not { Implicit: false })
            {
                result.AddError("--switch-max-files needs --switch-output.");
            }
        });
    }

    public string? GetMode(ParseResult parsed) =>
        parsed.GetResult(_mode) is { Implicit: false } ? parsed.GetValue(_mode) ?? PerfCommand.SwitchAtSignal : null;

    public int? GetMaxFiles(ParseResult parsed) => parsed.GetValue(_maxFiles);

    [GeneratedRegex("^(signal|[1-9][0-9]{0,8}[BKMGsmhd])$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ModePattern();
}
