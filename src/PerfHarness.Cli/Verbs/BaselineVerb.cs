using System.CommandLine;
using PerfHarness.Cli.Hosting;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>baseline</c>: the store.</summary>
internal sealed class BaselineVerb : Verb
{
    public override string Name => "baseline";

    public override string Description => "The stored baselines: accept, list, show, remove, history.";

    public override IReadOnlyList<string> Examples =>
    [
        "baseline accept",
        "baseline accept parser --add --note 'after the new tokenizer'",
        "baseline accept parser --pin release-1.4",
        "baseline list",
        "baseline show parser",
    ];

    public override void Fill(Command command, Invocation invocation)
    {
        command.Add(BaselineAccept.Create(invocation));
        command.Add(BaselineQueries.List(invocation));
        command.Add(BaselineQueries.Show(invocation));
        command.Add(BaselineQueries.History(invocation));
        command.Add(BaselineQueries.Remove(invocation));
    }
}
