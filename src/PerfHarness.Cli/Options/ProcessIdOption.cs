using System.CommandLine;
using System.Globalization;

namespace PerfHarness.Cli.Options;

/// <summary>Ids of processes or threads: <c>-p 12,34</c>, or repeated.</summary>
internal sealed class ProcessIdOption
{
    private readonly Option<string[]> _ids;

    public ProcessIdOption(string name, string alias, string helpName, string description)
    {
        _ids = new Option<string[]>(name, alias) { HelpName = helpName, Description = description };
        _ids.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (Array.Exists(token.Value.Split(','), text => Parse(text) is null))
                {
                    result.AddError($"{name} takes ids, as in {alias} 4711 or {alias} 12,34, not '{token.Value}'.");
                }
            }
        });
    }

    public void AddTo(Command command) => command.Add(_ids);

    public IReadOnlyList<int> GetIds(ParseResult parsed) =>
        [.. (parsed.GetValue(_ids) ?? []).SelectMany(text => text.Split(',')).Select(text => Parse(text)!.Value)];

    private static int? Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
}
