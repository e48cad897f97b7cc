using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Linq.Expressions;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

/// <summary>What programs do: JSON, LINQ, regular expressions, text, collections, async, generics, reflection, exceptions, dynamic code.</summary>
public static class Work
{
    private static readonly Regex Pattern = new Regex(@"(\w+)\s(\d+)", RegexOptions.Compiled);
    private static long sum;

    public sealed record Item(int Id, string Name, double[] Values, Dictionary<string, string> Tags);

    private interface IVisitor
    {
        long Visit<T>(T value);
    }

    public static void Run(Func<bool> ended)
    {
        var items = Enumerable.Range(0, 50).Select(i => new Item(i, "name" + i, new[] { 1.5, 2.5, i }, new Dictionary<string, string> { ["a"] = "b" + i })).ToList();
        var compiled = Compile(7);
        while (!ended())
        {
            Json(items);
            Patterns();
            Sort();
            Tasks().Wait();
            Strings();
            Queries(items);
            Concurrent();
            Reflect();
            Throw();
            Streams();
            sum += compiled(1000) + Generic(new Visitor()) + (long)(BigInteger.Pow(3, 200) % 1000) + Iterate(100).Sum();
            sum += Marshalled();
        }
    }

    private static void Json(List<Item> items) => sum += JsonSerializer.Deserialize<List<Item>>(JsonSerializer.Serialize(items)).Count;

    private static void Patterns()
    {
        foreach (Match match in Pattern.Matches("the quick brown fox 123 jumps 456 over"))
        {
            sum += match.Length;
        }

        sum += Regex.Replace("a1b22c333", "[0-9]+", m => m.Value.Length.ToString(CultureInfo.InvariantCulture)).Length;
    }

    private static void Sort()
    {
        var random = new Random(1);
        var numbers = Enumerable.Range(0, 1000).Select(_ => random.NextDouble()).ToArray();
        Array.Sort(numbers);
        var texts = numbers.Select(x => x.ToString("F3", CultureInfo.InvariantCulture)).ToList();
        texts.Sort(StringComparer.Ordinal);
        texts.Sort((a, b) => b.Length - a.Length);
        sum += texts.Count;
    }

    private static async Task Tasks()
    {
        var tasks = Enumerable.Range(0, 20).Select(async i =>
        {
            await Task.Yield();
            return i;
        }).ToArray();
        sum += (await Task.WhenAll(tasks)).Sum();
        await foreach (var number in Numbers())
        {
            sum += number;
        }
    }

    private static async IAsyncEnumerable<int> Numbers()
    {
        for (var i = 0; i < 20; i++)
        {
            yield return i;
            await Task.Yield();
        }
    }

    private static void Strings()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 300; i++)
        {
            text.Append(i).Append(',').AppendFormat(CultureInfo.InvariantCulture, "{0:x}", i).Append($"{i:N2}");
        }

        sum += text.ToString().Split(',').Length + text.ToString().ToUpperInvariant().Length + Encoding.UTF8.GetBytes(text.ToString()).Length;
    }

    private static void Queries(List<Item> items)
    {
        sum += Enumerable.Range(0, 1000).GroupBy(i => i % 7).Select(g => (g.Key, g.Sum())).OrderBy(x => x.Item2).Count();
        sum += items.Where(i => i.Id % 2 == 0).SelectMany(i => i.Values).Distinct().ToDictionary(x => x, x => 1).Count;
        sum += items.Join(items, a => a.Id, b => b.Id, (a, b) => a.Name.Length).Aggregate(0, (a, b) => a + b);
    }

    private static void Concurrent()
    {
        var map = new ConcurrentDictionary<string, int>();
        Parallel.For(0, 200, i => map.AddOrUpdate("k" + i % 50, 1, (_, v) => v + 1));
        var gate = new object();
        for (var i = 0; i < 100; i++)
        {
            lock (gate)
            {
                sum += map.Count;
            }
        }
    }

    private static void Reflect()
    {
        foreach (var method in typeof(string).GetMethods())
        {
            sum += method.Name.Length;
        }

        var parse = typeof(int).GetMethod("Parse", new[] { typeof(string) });
        sum += (int)parse.Invoke(null, new object[] { "12" });
        sum += ((IComparable)3).CompareTo(4) + Activator.CreateInstance<List<int>>().Count;
    }

    private static void Throw()
    {
        try
        {
            throw new InvalidOperationException("expected");
        }
        catch (InvalidOperationException e)
        {
            sum += e.Message.Length;
        }
    }

    private static void Streams()
    {
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(new byte[10_000]);
        }

        sum += memory.Length + File.ReadAllText("/proc/self/stat").Length + Process.GetCurrentProcess().Id;
    }

    private static long Generic(IVisitor visitor) => visitor.Visit("text") + visitor.Visit(1) + visitor.Visit(DateTime.UnixEpoch) + visitor.Visit((1, "a"));

    private static IEnumerable<long> Iterate(int n)
    {
        for (var i = 0; i < n; i++)
        {
            yield return i * sum % 7;
        }
    }

    private static long Marshalled()
    {
        var time = 0L;
        for (var i = 0; i < 50; i++)
        {
            time += TruthFile.Now() & 1;
        }

        return time;
    }

    private static Func<int, long> Compile(int factor)
    {
        var (n, i, s, done) = (Expression.Parameter(typeof(int)), Expression.Variable(typeof(int)), Expression.Variable(typeof(long)), Expression.Label(typeof(long)));
        var body = Expression.Block(
            new[] { i, s },
            Expression.Loop(
                Expression.IfThenElse(
                    Expression.LessThan(i, n),
                    Expression.Block(Expression.AddAssign(s, Expression.Convert(Expression.ExclusiveOr(i, Expression.Constant(factor)), typeof(long))), Expression.PreIncrementAssign(i)),
                    Expression.Break(done, s)),
                done));
        return Expression.Lambda<Func<int, long>>(body, n).Compile();
    }

    private sealed class Visitor : IVisitor
    {
        public long Visit<T>(T value) => new List<T> { value }.Count + EqualityComparer<T>.Default.GetHashCode(value) % 2;
    }
}
