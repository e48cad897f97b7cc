using System.CommandLine;
using System.CommandLine.Parsing;
using PerfHarness.Baselines;
using PerfHarness.Checks;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Profiles;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>check</c>: judge recorded profiles, or bare counts.</summary>
internal sealed class CheckVerb : Verb
{
    public override string Name => "check";

    public override string Description => "Judge recorded profiles; each input, and each run in a pprof file of 'run', is one run.";

    public override IReadOnlyList<string> Arguments => ["input"];

    public override IReadOnlyList<string> Examples =>
    [
        "check --name parser artifacts/perfharness/parser/profile.pb.gz",
        "check --budget 'System.Text.RegularExpressions.*=5' --budget '*.Linq.*=never' perf.data",
        "check --against old.pb.gz new.pb.gz",
        "check --counts counts.json",
    ];

    public override void Configure(Command command, Invocation invocation)
    {
        var options = new CheckOptions();
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => options.GetCountsPath(parsed) is { } path
            ? Task.FromResult(CheckCounts(options, parsed, path, invocation.Terminal))
            : CheckProfileAsync(options, parsed, invocation.Terminal, cancellation));
    }

    private static async Task<int> CheckProfileAsync(CheckOptions options, ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var file = options.Configuration.Load(parsed);
        var checkOptions = options.CreateCheckOptions(parsed, file);
        var check = new ProfileCheck(checkOptions);
        options.Verdicts.Prepare(parsed);
        // Before the inputs are read, which may take long.
        _ = checkOptions.GetPolicy(checkOptions.Bench);
        var profile = options.ReadProfile(parsed, terminal);
        var store = new FileBaselineStore(options.Baselines.GetDirectory(parsed, file));
        var result = options.ReadOtherProfile(parsed, terminal) is { } other
            ? check.CheckAgainstProfile(profile, other)
            : await check.CheckAgainstStoreAsync(profile, store, cancellation).ConfigureAwait(false);
        new VerdictOutput(terminal).Write(result.Verdict);
        var outputDirectory = file?.Options.OutputDirectory ?? HarnessOptions.DefaultOutputDirectory;
        return options.Verdicts.Write(
            parsed, terminal, [ProfileCheck.CreateReport(result, profile)], outputDirectory, result.Verdict.ExitCode);
    }

    private static int CheckCounts(CheckOptions options, ParseResult parsed, string path, Terminal terminal)
    {
        var policy = options.Policy.CreatePolicy(parsed, GatePolicy.Default);
        if (policy.Thresholds.Count > 0)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.UsageError,
                "--counts has no function names for a --threshold pattern to match.",
                "Use a single threshold: --threshold 1");
        }

        var (cases, isList) = CountsFile.Read(ReadBytes(path), path == "-" ? "standard input" : path);
        var check = CountsCheck.Run(cases, policy.MinimumRise, options.Policy.GetAlpha(parsed) ?? CountsCheck.DefaultAlpha);
        terminal.Output.Flush();
        CountsFile.Write(check, isList, terminal.OutputStream);
        terminal.OutputStream.Write("\n"u8);
        return check.HasRegression ? ExitCode.Regression : check.HasBorderline ? ExitCode.Inconclusive : ExitCode.Success;
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            if (path != "-")
            {
                return File.ReadAllBytes(path);
            }

            using var input = Console.OpenStandardInput();
            using var bytes = new MemoryStream();
            input.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(DiagnosticCodes.UnreadableFile, $"cannot read '{path}': {e.Message}", null, path, e);
        }
    }

    private sealed class CheckOptions
    {
        private readonly InputOptions _input = new();

        private readonly Option<string?> _name = new("--name")
        {
            HelpName = "text",
            Description = "Name of the benchmark. Default: the only one with a baseline.",
        };

        private readonly Option<string?> _pin = new("--pin") { HelpName = "name", Description = "Use the pinned baseline with this name." };

        private readonly Option<string[]> _against = new("--against")
        {
            HelpName = "profile",
            Description = "Compare with these runs instead of a stored baseline (may be repeated).",
        };

        private readonly Option<string?> _counts = new("--counts")
        {
            HelpName = "file",
            Description = "Run only the statistical test on counts in JSON: reads a case or a list of cases, and writes them with all results; "
                + "'-' is standard input.",
        };

        public BaselineOptions Baselines { get; } = new();

        public PolicyOptions Policy { get; } = new();

        public VerdictOptions Verdicts { get; } = new();

        public ConfigurationOption Configuration { get; } = new();

        public void AddTo(Command command)
        {
            _input.AddTo(command);
            foreach (var option in (Option[])[_name, _pin, _against, _counts])
            {
                command.Add(option);
            }

            Baselines.AddTo(command);
            Policy.AddTo(command);
            Configuration.AddTo(command);
            Verdicts.AddTo(command);
            command.Validators.Add(Validate);
        }

        public string? GetCountsPath(ParseResult parsed) => parsed.GetValue(_counts);

        public ProfileCheckOptions CreateCheckOptions(ParseResult parsed, ConfigurationFile? file) => new()
        {
            Bench = parsed.GetValue(_name),
            FallbackName = file?.Benches is [var only] ? only.Bench.Name : "profile",
            Pin = parsed.GetValue(_pin),
            RequireBaseline = file?.Options.RequireBaseline ?? false,
            GetPolicy = bench => Policy.CreatePolicy(parsed, ConfigurationOption.GetPolicy(file, bench)),
        };

        public Profile ReadProfile(ParseResult parsed, Terminal terminal)
        {
            var profile = _input.Read(parsed);
            terminal.Report(profile.Diagnostics);
            return profile;
        }

        /// <summary>The profile of <c>--against</c>, or null.</summary>
        public Profile? ReadOtherProfile(ParseResult parsed, Terminal terminal)
        {
            if (parsed.GetValue(_against) is not { Length: > 0 } paths)
            {
                return null;
            }

            var profile = InputOptions.Read(paths, _input.CreateImportOptions(parsed));
            terminal.Report(profile.Diagnostics);
            return profile;
        }

        private void Validate(CommandResult result)
        {
            if (result.GetValue(_pin) is not null && result.GetValue(_against) is { Length: > 0 })
            {
                result.AddError("--pin and --against cannot be used together.");
            }

            // Bare counts have neither names nor runs nor a machine: options that need those would be ignored.
            var others = result.Children.OfType<OptionResult>().Where(o => !o.Implicit && o.Option != _counts && !Policy.IsTestOption(o.Option));
            if (result.GetValue(_counts) is not null && others.FirstOrDefault() is { } other)
            {
                result.AddError($"--counts can only be combined with --threshold and --alpha, not with {other.Option.Name}.");
            }
        }
    }
}
