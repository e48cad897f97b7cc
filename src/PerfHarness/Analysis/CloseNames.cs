using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>What a name that no function has was probably meant to be: the text in another case, in part, or with a few other letters.</summary>
internal static class CloseNames
{
    /// <summary>Shorter texts are close to everything.</summary>
    private const int MinLength = 3;

    /// <summary>Letters for each of which one may differ.</summary>
    private const int LettersPerError = 5;

    /// <summary>Names beyond these are too many to compare with.</summary>
    private const int MaxNames = 5000;

    /// <param name="functions">The most important first.</param>
    /// <param name="text">A name, a part of one, or a pattern with <c>*</c> and <c>?</c>.</param>
    /// <returns>The closest first, without parameters.</returns>
    public static IReadOnlyList<string> Find(IEnumerable<FunctionName> functions, string text, int max = 3)
    {
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(text);
        var literal = ParameterList.Remove(text[(text.LastIndexOf('!') + 1)..])
            .Replace("*", "", StringComparison.Ordinal).Replace("?", "", StringComparison.Ordinal)
            .Trim('.', ':', ' ').ToLowerInvariant();
        if (literal.Length < MinLength)
        {
            return [];
        }

        return [.. functions.Take(MaxNames).Select(f => ParameterList.Remove(f.Name)).Distinct(StringComparer.Ordinal)
            .Select((name, rank) => (Name: name, Distance: ComputeDistance(literal, name.ToLowerInvariant()), Rank: rank))
            .Where(candidate => candidate.Distance is not null)
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Rank)
            .Take(max).Select(candidate => candidate.Name)];
    }

    /// <summary><c>Did you mean 'A' or 'B'?</c>, or null if there is nothing close.</summary>
    public static string? Suggest(IEnumerable<FunctionName> functions, string text)
    {
        var names = Find(functions, text).Select(name => $"'{name}'").ToList();
        return names.Count == 0 ? null : $"Did you mean {(names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}")}?";
    }

    // Null if they are not close. Names are compared by as many of their first and last parts as the text has.
    private static int? ComputeDistance(string literal, string name)
    {
        if (name.Contains(literal, StringComparison.Ordinal))
        {
            return 0;
        }

        var limit = Math.Max(1, literal.Length / LettersPerError);
        var parts = name.Split('.');
        var count = Math.Min(parts.Length, literal.Count(c => c == '.') + 1);
        var distance = Math.Min(
            ComputeEditDistance(literal, string.Join('.', parts[..count]), limit),
                ComputeEditDistance(literal, string.Join('.', parts[^count..]), limit));
        return distance <= limit ? distance : null;
    }

    // Levenshtein's, with two adjacent letters exchanged as one error; above the limit, any number that is larger.
    private static int ComputeEditDistance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit)
        {
            return limit + 1;
        }

        var (beforeLast, last, current) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[b.Length];
    }
}
