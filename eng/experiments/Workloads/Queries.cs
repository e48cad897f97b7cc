using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Workloads;

/// <summary>LINQ over records, and JSON serialization and deserialization: generic code, delegates, many short-lived objects.</summary>
internal static class Queries
{
    private sealed record Person(string Name, int Age, string City, decimal Salary);

    public static double Run(int rounds, int tuned)
    {
        var random = new Random(1);
        var people = Enumerable.Range(0, 5000).Select(_ => CreatePerson(random)).ToArray();
        var sum = 0.0;
        for (var i = 0; i < rounds; i++)
        {
            sum += (double)people
                .Where(p => p.Age > 20)
                .GroupBy(p => p.City)
                .Select(g => (g.Key, Sum: g.Sum(p => p.Salary)))
                .OrderByDescending(g => g.Sum)
                .First().Sum;
            sum += people.Select(p => p.Name).Distinct().Count();
            sum += JsonSerializer.Deserialize<List<Person>>(JsonSerializer.Serialize(people.Take(300)))!.Count;
            sum += Tuned(people, 20_000 * tuned / 1000);
        }

        return sum;
    }

    private static Person CreatePerson(Random random) => new(
        FormattableString.Invariant($"N{random.Next(1000)}"),
        random.Next(90),
        FormattableString.Invariant($"C{random.Next(50)}"),
        random.Next(10_000));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Tuned(Person[] people, int steps)
    {
        var hash = 0L;
        for (var i = 0; i < steps; i++)
        {
            hash = (hash * 31) + people[i % people.Length].Age;
        }

        return hash & 1;
    }
}
