namespace PerfHarness.Configuration;

/// <summary>Lists the values of a setting or option in messages.</summary>
internal static class Choices
{
    /// <summary>As in "a, b or c".</summary>
    public static string Join(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} or {all[^1]}";
    }
}
