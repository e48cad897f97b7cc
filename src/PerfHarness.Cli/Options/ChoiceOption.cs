using System.CommandLine;
using PerfHarness.Configuration;

namespace PerfHarness.Cli.Options;

/// <summary>An option with a fixed set of values.</summary>
internal sealed class ChoiceOption<T> : Option<string>
{
    private readonly (string Name, T Value)[] _choices;

    public ChoiceOption(string name, string description, T defaultValue, params (string Name, T Value)[] choices)
        : base(name)
    {
        _choices = choices;
        Description = description;
        HelpName = string.Join('|', choices.Select(choice => choice.Name));
        DefaultValueFactory = _ => Array.Find(choices, choice => EqualityComparer<T>.Default.Equals(choice.Value, defaultValue)).Name;
        CompletionSources.Add([.. choices.Select(choice => choice.Name)]);
        Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !Array.Exists(choices, choice => choice.Name == text))
            {
                result.AddError($"'{text}' is not a valid value for {name}: use {Choices.Join(choices.Select(choice => choice.Name))}.");
            }
        });
    }

    public T GetChoice(ParseResult parsed)
    {
        var text = parsed.GetValue(this);
        return Array.Find(_choices, choice => choice.Name == text).Value;
    }
}
