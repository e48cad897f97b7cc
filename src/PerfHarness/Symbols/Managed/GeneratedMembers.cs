using PerfHarness.Symbols.Names;

namespace PerfHarness.Symbols.Managed;

/// <summary>
/// What the compiler made in one assembly from methods of one name, in the order of the source: overloads that have lambdas or are
/// async, local functions of one name in one method. Only those that are not alone get a number, from 1 on.
/// </summary>
internal sealed class GeneratedMembers
{
    // Ascending, each once.
    private readonly Dictionary<(string Owner, string Origin), List<int>> _overloads = [];
    private readonly Dictionary<(string Owner, string Origin, int Ordinal, string Local), List<int>> _locals = [];

    public GeneratedMembers(IEnumerable<(string DeclaringType, string Method)> methods)
    {
        foreach (var (type, method) in methods)
        {
            if (GeneratedMember.Parse(type, method) is { } member)
            {
                Add(_overloads, (member.Owner, member.Origin), member.Ordinal);
                if (member.Local.Length > 0)
                {
                    Add(_locals, (member.Owner, member.Origin, member.Ordinal, member.Local), member.LocalOrdinal);
                }
            }
        }
    }

    /// <summary>The runtime name with numbers where the method shares its name; null where it does not.</summary>
    public string? Number(string runtimeName, string declaringType, string method)
    {
        if (GeneratedMember.Parse(declaringType, method) is not { } member)
        {
            return null;
        }

        var overload = GetNumber(_overloads, (member.Owner, member.Origin), member.Ordinal);
        var local = GetNumber(_locals, (member.Owner, member.Origin, member.Ordinal, member.Local), member.LocalOrdinal);
        return overload > 0 || local > 0 ? member.Number(runtimeName, overload, local) : null;
    }

    private static void Add<T>(Dictionary<T, List<int>> sets, T key, int value)
        where T : notnull
    {
        if (!sets.TryGetValue(key, out var set))
        {
            sets.Add(key, set = []);
        }

        if (set.BinarySearch(value) is < 0 and var place)
        {
            set.Insert(~place, value);
        }
    }

    private static int GetNumber<T>(Dictionary<T, List<int>> sets, T key, int value)
        where T : notnull =>
        sets.TryGetValue(key, out var set) && set.Count > 1 && set.BinarySearch(value) is >= 0 and var place ? place + 1 : 0;
}
