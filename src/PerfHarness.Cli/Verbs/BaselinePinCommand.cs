using System.CommandLine;
using PerfHarness.Baselines;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>baseline pin</c>: rolling baselines are kept under a name; they themselves stay as they are.</summary>
internal static class BaselinePinCommand
{
    public static Command Create(Invocation invocation)
    {
        var command = new Command("pin", "Keep a copy of the rolling baselines under a name; the rolling ones stay as they are.");
        var pin = new Argument<string>("name") { Description = "Name of the pin, such as release-1.4." };
        var benches = new Argument<string[]>("bench")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Names of benchmarks. Default: all that have a baseline.",
        };
        var fingerprint = new Option<string?>("--fingerprint")
        {
            HelpName = "text",
            Description = "Only baselines with this machine fingerprint, as shown by 'list'.",
        };
        var force = new Option<bool>("--force") { Description = "Replace existing pins of this name." };
        var (store, configuration) = (new BaselineOptions(), new ConfigurationOption());
        command.Add(pin);
        command.Add(benches);
        command.Add(fingerprint);
        command.Add(force);
        store.AddTo(command);
        configuration.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = store.GetDirectory(parsed, configuration.Load(parsed));
            var target = new FileBaselineStore(folder);
            var all = await target.ListAsync(null, cancellation).ConfigureAwait(false);
            var (name, isForced) = (parsed.GetRequiredValue(pin), parsed.GetValue(force));
            var rolling = Select(all, parsed.GetValue(benches) ?? [], parsed.GetValue(fingerprint), folder);
            // All or none: a name stands for one moment.
            var existing = rolling.Where(entry => all.Any(other => other.Key == entry.Key with { Pin = name })).ToList();
            if (existing.Count > 0 && !isForced)
            {
                throw BaselineMerge.CreateExistsException(existing[0].Key with { Pin = name });
            }

            foreach (var entry in rolling)
            {
                var pinned = await target.PinAsync(entry.Key, name, isForced, cancellation).ConfigureAwait(false);
                invocation.Terminal.Output.WriteLine(SafeText.ToSingleLine(
                    $"{pinned.Key}: {BaselineOutput.FormatSize(pinned.Counts)}{(existing.Contains(entry) ? ", replaced the earlier pin" : "")}"));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static List<BaselineEntry> Select(IReadOnlyList<BaselineEntry> all, string[] benches, string? fingerprint, string folder)
    {
        var rolling = all.Where(e => e.Key.Pin is null && (fingerprint is null || e.Key.Fingerprint == fingerprint)).ToList();
        if (benches.FirstOrDefault(bench => !rolling.Exists(e => e.Key.Bench == bench)) is { } missing)
        {
            throw CreateMissingException($"there is no baseline of '{missing}' in '{folder}' to pin.", all);
        }

        var selected = rolling.Where(e => benches.Length == 0 || benches.Contains(e.Key.Bench)).ToList();
        return selected.Count == 0 ? throw CreateMissingException($"there is no baseline in '{folder}' to pin.", all)
            : selected.Find(e => e.Problem is not null)?.Problem is { } problem ? throw new PerfHarnessException(problem)
            : selected;
    }

    private static PerfHarnessException CreateMissingException(string message, IReadOnlyList<BaselineEntry> all) => new(
        DiagnosticCodes.BaselineMissing,
        message,
        all.Count == 0 ? "Accept one first: dotnet perfharness baseline accept" : $"Available: {string.Join(", ", all.Select(e => e.Key))}.");
}
