using System.CommandLine;

namespace PerfHarness.Cli.Options;

/// <summary>Options that take one of a few words.</summary>
internal static class ChoiceOption
{
    public static Option<T> Create<T>(string name, string description, T usual, params (string Word, T Value)[] choices)
    {
        var words = choices.Select(choice => choice.Word).ToArray();
        var option = new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            Arity = ArgumentArity.ExactlyOne,
            DefaultValueFactory = _ => usual,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                foreach (var (word, value) in choices)
                {
                    if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
                    {
                        return value;
                    }
                }

                result.AddError($"'{text}' is not a value of {name}: {string.Join(", ", words)}.");
                return usual;
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }
}
