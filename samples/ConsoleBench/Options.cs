using System.Globalization;

namespace ConsoleBench;

/// <summary>What the command line asks for.</summary>
/// <param name="Iterations">Rounds that are measured.</param>
/// <param name="WarmUp">Rounds before them, in which the runtime compiles what is hot.</param>
/// <param name="Slow">The part that does its work badly, or null.</param>
internal sealed record Options(int Iterations, int WarmUp, string? Slow)
{
    public const string Usage =
        """
        ConsoleBench [--iterations N] [--warmup N] [--slow PART]
          --iterations N   rounds of work (default 5000, 2 to 3 s of CPU time)
          --warmup N       rounds before them (default 800)
          --slow PART      make one part slower: tokenizer, expressions, regex, json, linq, async
                           (or set CONSOLEBENCH_SLOW)
        """;

    public static Options? Parse(string[] args)
    {
        var options = new Options(5000, 800, Environment.GetEnvironmentVariable("CONSOLEBENCH_SLOW") is { Length: > 0 } slow ? slow : null);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : null;
            var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
            switch (args[i])
            {
                case "--iterations" when number > 0:
                    options = options with { Iterations = number };
                    break;
                case "--warmup" when number >= 0:
                    options = options with { WarmUp = number };
                    break;
                case "--slow" when value is not null:
                    options = options with { Slow = value };
                    break;
                default:
                    return null;
            }
        }

        return options.Slow is null or "tokenizer" or "expressions" or "regex" or "json" or "linq" or "async" ? options : null;
    }
}
