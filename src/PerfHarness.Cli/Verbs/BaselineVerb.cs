using System.CommandLine;
using PerfHarness.Cli.Hosting;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>baseline</c>: stored baselines.</summary>
internal sealed class BaselineVerb : Verb
{
    public override string Name => "baseline";

    public override string Description => "Manage stored baselines: accept, pin, list, show, history, remove.";

    public override IReadOnlyList<string> Examples =>
    [
        "baseline accept",
        "baseline accept parser --add --note 'after the new tokenizer'",
        "baseline pin release-1.4",
        "baseline list",
        "baseline show parser",
    ];

    public override void Configure(Command command, Invocation invocation)
    {
        command.Add(BaselineAcceptCommand.Create(invocation));
        command.Add(BaselinePinCommand.Create(invocation));
        command.Add(BaselineQueryCommands.CreateList(invocation));
        command.Add(BaselineQueryCommands.CreateShow(invocation));
        command.Add(BaselineQueryCommands.CreateHistory(invocation));
        command.Add(BaselineQueryCommands.CreateRemove(invocation));
    }
}
