using System.CommandLine;
using System.Globalization;
using PerfHarness.Counters;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;

namespace PerfHarness.Cli.Options;

/// <summary>What is counted, where and for how long: <c>perf stat</c>'s options by their names.</summary>
internal sealed class StatOptionGroup
{
    private readonly Option<string[]> _events = new("--event", "-e")
    {
        HelpName = "event",
        Description = "Events to count, as perf names them: separated by commas, in groups {a,b}, by patterns such as 'syscalls:sys_enter_*' "
            + "(may be repeated). Default: task clock, context switches, migrations, page faults, and the usual hardware counters.",
    };

    private readonly Option<bool> _detailed = new("--detailed", "-d")
    {
        Description = "Cache events as well; -d -d and -d -d -d count more of them.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> _timesOnly = new("--null", "-n") { Description = "Count no events, only times." };
    private readonly Option<string[]> _pids = new("--pid", "-p") { HelpName = "pids", Description = "Running processes." };
    private readonly Option<string[]> _tids = new("--tid", "-t") { HelpName = "tids", Description = "Running threads." };
    private readonly Option<string[]> _names = new("--process-name")
    {
        HelpName = "name", Description = "Running processes by name (may be repeated).",
    };

    private readonly Option<bool> _all = new("--all-cpus", "-a") { Description = "The whole machine." };
    private readonly Option<string?> _cpus = new("--cpu", "-C") { HelpName = "cpus", Description = "The whole machine on these CPUs, as in 0,2-3." };
    private readonly Option<int?> _interval = NumericOptions.CreateIntegerOption(
        "--interval-print", ["-I"], "Show the counts of each interval of so many milliseconds.", 1, int.MaxValue);

    private readonly Option<int?> _intervalCount = NumericOptions.CreateIntegerOption(
        "--interval-count", [], "End after so many intervals.", 1, int.MaxValue);

    private readonly Option<int?> _timeout = NumericOptions.CreateIntegerOption(
        "--timeout", [], "End after so many milliseconds; the command is terminated.", 10, int.MaxValue);

    private readonly Option<int?> _delay = NumericOptions.CreateIntegerOption(
        "--delay", ["-D"], "Milliseconds after the start that are not counted.", 0, int.MaxValue);

    private readonly Option<bool> _noInherit = new("--no-inherit", "-i") { Description = "Leave out threads and processes that the command starts." };
    private readonly Option<bool> _allUser = new("--all-user") { Description = "Count in user code only." };
    private readonly Option<bool> _allKernel = new("--all-kernel") { Description = "Count in the kernel only." };
    private readonly Option<bool> _noScale = new("--no-scale") { Description = "Do not scale up what was counted for a part of the time." };
    private readonly Option<bool> _sync = new("--sync", "-S") { Description = "Call sync() before each run." };
    private readonly Option<string?> _before = new("--pre") { HelpName = "command", Description = "Shell command before each run." };
    private readonly Option<string?> _after = new("--post") { HelpName = "command", Description = "Shell command after each run." };

    private readonly (Option<bool> Option, CounterScope Scope)[] _scopes =
    [
        (new("--no-aggr", "-A") { Description = "Counts of each CPU (with -a or -C)." }, CounterScope.Cpu),
        (new("--per-core") { Description = "Counts of each core (with -a or -C)." }, CounterScope.Core),
        (new("--per-die") { Description = "Counts of each die (with -a or -C)." }, CounterScope.Die),
        (new("--per-socket") { Description = "Counts of each socket (with -a or -C)." }, CounterScope.Socket),
        (new("--per-node") { Description = "Counts of each NUMA node (with -a or -C)." }, CounterScope.Node),
        (new("--per-thread") { Description = "Counts of each thread (with -p, -t or -a)." }, CounterScope.Thread),
    ];

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[
            _events, _detailed, _timesOnly, _pids, _tids, _names, _all, _cpus, _interval, _intervalCount, _timeout, _delay,
            .. _scopes.Select(scope => scope.Option), _noInherit, _allUser, _allKernel, _noScale, _sync, _before, _after])
        {
            command.Add(option);
        }
    }

    /// <summary>As given to <c>-e</c>.</summary>
    public string[] GetEvents(ParseResult parsed) => parsed.GetValue(_events) ?? [];

    /// <param name="command">What follows <c>--</c>; null if there is nothing.</param>
    /// <exception cref="PerfHarnessException">The options do not fit each other.</exception>
    public CounterRequest CreateRequest(ParseResult parsed, CommandTarget? command)
    {
        var attach = new AttachTarget
        {
            Pids = ParseIds(parsed, _pids),
            Names = parsed.GetValue(_names) ?? [],
            AllCpus = parsed.GetValue(_all),
            Cpus = parsed.GetValue(_cpus),
        };
        var attaches = attach.Pids.Count > 0 || attach.Names.Count > 0 || attach.AllCpus || attach.Cpus is not null;
        var scopes = _scopes.Where(scope => parsed.GetValue(scope.Option)).Select(scope => scope.Scope).ToList();
        var request = new CounterRequest
        {
            Events = GetEvents(parsed),
            Detail = Math.Min(3, parsed.GetResult(_detailed) is { } detailed ? detailed.IdentifierTokenCount : 0),
            TimesOnly = parsed.GetValue(_timesOnly),
            Command = command,
            Attach = attaches ? attach : null,
            Tids = ParseIds(parsed, _tids),
            Scope = scopes.Count > 0 ? scopes[^1] : CounterScope.All,
            Interval = parsed.GetValue(_interval),
            IntervalCount = parsed.GetValue(_intervalCount),
            Timeout = parsed.GetValue(_timeout),
            Delay = parsed.GetValue(_delay),
            Flags = [.. GetFlags(parsed)],
        };
        Validate(request, scopes.Count);
        return request;
    }

    private static void Validate(CounterRequest request, int scopes)
    {
        var problem = request switch
        {
            { Command: null, Attaches: false } => "there is nothing to count. Give a command after --, or processes or CPUs with -p, -t, -a or -C.",
            { IntervalCount: not null, Interval: null } => "--interval-count needs -I.",
            { TimesOnly: true, Interval: not null } => "-n counts nothing that intervals could show.",
            { TimesOnly: true, Events.Count: > 0 } or { TimesOnly: true, Detail: > 0 } => "-n cannot be used together with -e or -d.",
            { AttachesToCpus: true, Attach.Pids.Count: > 0 } => "-p cannot be used together with -a or -C.",
            _ when scopes > 1 => "only one of -A and the --per options can be used.",
            _ when request.Scope == CounterScope.Thread && !request.Attaches => "--per-thread needs -p, -t or -a.",
            _ when request.Scope.Fields > 0 && request.Scope != CounterScope.Thread && !request.AttachesToCpus =>
                $"{request.Scope.Option} needs -a or -C.",
            _ => null,
        };
        if (problem is not null)
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError, problem);
        }
    }

    private IEnumerable<string> GetFlags(ParseResult parsed)
    {
        foreach (var option in (Option<bool>[])[_noInherit, _allUser, _allKernel, _noScale, _sync])
        {
            if (parsed.GetValue(option))
            {
                yield return option.Name;
            }
        }

        foreach (var option in (Option<string?>[])[_before, _after])
        {
            if (parsed.GetValue(option) is { } shell)
            {
                yield return option.Name;
                yield return shell;
            }
        }
    }

    private static List<int> ParseIds(ParseResult parsed, Option<string[]> option)
    {
        var ids = new List<int>();
        foreach (var text in (parsed.GetValue(option) ?? []).SelectMany(given => given.Split(',')))
        {
            ids.Add(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
                ? id
                : throw new PerfHarnessException(DiagnosticCodes.UsageError, $"'{text}' is not a number of a process or thread ({option.Name})."));
        }

        return ids;
    }
}
