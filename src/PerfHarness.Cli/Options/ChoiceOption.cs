using System.CommandLine;

namespace PerfHarness.Cli.Options;

/// <summary>An option that takes one of a few words.</summary>
internal sealed class ChoiceOption<T> : Option<string>
{
    private readonly (string Word, T Value)[] _choices;

    public ChoiceOption(string name, string description, T usual, params (string Word, T Value)[] choices)
        : base(name)
    {
        _choices = choices;
        Description = description;
        HelpName = string.Join('|', choices.Select(choice => choice.Word));
        DefaultValueFactory = _ => Array.Find(choices, choice => EqualityComparer<T>.Default.Equals(choice.Value, usual)).Word;
        CompletionSources.Add([.. choices.Select(choice => choice.Word)]);
        Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && !Array.Exists(choices, choice => choice.Word == word))
            {
                result.AddError($"'{word}' is not a value of {name}: {string.Join(", ", choices.Select(choice => choice.Word))}.");
            }
        });
    }

    public T GetChoice(ParseResult parsed)
    {
        var word = parsed.GetValue(this);
        return Array.Find(_choices, choice => choice.Word == word).Value;
    }
}
