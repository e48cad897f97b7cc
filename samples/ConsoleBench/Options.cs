using System.Globalization;

namespace ConsoleBench;

/// <summary>The parsed command line.</summary>
/// <param name="Iterations">Rounds that are measured.</param>
/// <param name="WarmUp">Rounds before them, in which the runtime compiles what is hot.</param>
/// <param name="Slow">The part that is made slower, or null.</param>
internal sealed record Options(int Iterations, int WarmUp, string? Slow)
{
    /// <summary>Additional lines to sum up in each round, which give one function the share that an experiment needs.</summary>
    public int Checksums { get; init; }

    /// <summary>The number of them that a callee sums up.</summary>
    public int Folded { get; init; }

    /// <summary>The callee is inlined.</summary>
    public bool Inline { get; init; }

    public const string Usage =
        """
        ConsoleBench [--iterations N] [--warmup N] [--slow PART]
          --iterations N   rounds of work (default 5000, 2 to 3 s of CPU time)
          --warmup N       rounds before them (default 800)
          --slow PART      make one part slower: tokenizer, expressions, regex, json, linq, async
                           (or set CONSOLEBENCH_SLOW)
          --checksums N    additional lines of text to sum up in each round (default 0)
          --folded N       number of them that a callee sums up (default 0)
          --fold WAY       call the callee, or inline it: call, inline (default call)
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
                case "--checksums" when number >= 0:
                    options = options with { Checksums = number };
                    break;
                case "--folded" when number >= 0:
                    options = options with { Folded = number };
                    break;
                case "--fold" when value is "call" or "inline":
                    options = options with { Inline = value == "inline" };
                    break;
                default:
                    return null;
            }
        }

        return options.Slow is null or "tokenizer" or "expressions" or "regex" or "json" or "linq" or "async" ? options : null;
    }
}
