using System.Globalization;
using System.Text;

namespace ConsoleBench;

/// <summary>Generated from a fixed seed, independently of the runtime's version.</summary>
internal static class Inputs
{
    public static string[] Expressions(int count)
    {
        var random = new Generator(1);
        var expressions = new string[count];
        for (var i = 0; i < count; i++)
        {
            var text = new StringBuilder();
            Expression(text, random, 4);
            expressions[i] = text.ToString();
        }

        return expressions;
    }

    public static string[] LogLines(int count)
    {
        var random = new Generator(2);
        string[] levels = ["INFO", "WARN", "ERROR", "DEBUG"];
        string[] paths = ["/orders", "/orders/items", "/customers", "/health", "/search"];
        var lines = new string[count];
        for (var i = 0; i < count; i++)
        {
            lines[i] = string.Create(
                CultureInfo.InvariantCulture,
                $"2026-03-{random.Next(28) + 1:00}T{random.Next(24):00}:{random.Next(60):00}:{random.Next(60):00}Z "
                + $"{levels[random.Next(4)]} GET {paths[random.Next(5)]}?id={random.Next(100000)} "
                + $"status={200 + random.Next(5) * 100} took={random.Next(2000)}ms");
        }

        return lines;
    }

    public static Order[] Orders(int count)
    {
        var random = new Generator(3);
        var orders = new Order[count];
        for (var i = 0; i < count; i++)
        {
            var items = new Item[1 + random.Next(6)];
            for (var j = 0; j < items.Length; j++)
            {
                items[j] = new Item($"item-{random.Next(50)}", 1 + random.Next(9), 100 + random.Next(10_000));
            }

            orders[i] = new Order(i, $"customer-{random.Next(12)}", items);
        }

        return orders;
    }

    private static void Expression(StringBuilder text, Generator random, int depth)
    {
        if (depth == 0 || random.Next(5) == 0)
        {
            text.Append(random.Next(1000));
            return;
        }

        text.Append('(');
        Expression(text, random, depth - 1);
        text.Append(' ').Append("+-*"[random.Next(3)]).Append(' ');
        Expression(text, random, depth - 1);
        text.Append(')');
    }

    private sealed class Generator(uint seed)
    {
        private uint _state = seed * 2654435769u + 1;

        public int Next(int below)
        {
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            return (int)(_state % (uint)below);
        }
    }
}
