namespace ConsoleBench;

/// <summary>
/// The same work every time: each round runs all parts on inputs generated from a fixed seed, so that the checksum depends
/// on the number of rounds only, and not on the slow part.
/// </summary>
internal sealed class Workload(Options options)
{
    private const int Workers = 3;

    private readonly string[] _expressions = Inputs.Expressions(200);
    private readonly string[] _logLines = Inputs.LogLines(300);
    private readonly Order[] _orders = Inputs.Orders(60);
    private readonly LogScanner _scanner = new(options.Slow == "regex");
    private readonly OrderJson _json = new(options.Slow == "json");
    private readonly OrderStatistics _statistics = new(options.Slow == "linq");
    private readonly Pipeline _pipeline = new(Workers, options.Slow == "async");

    public async Task<ulong> RunAsync(int rounds)
    {
        var checksum = 0xcbf29ce484222325UL;
        for (var round = 0; round < rounds; round++)
        {
            Checksum.OfLines(_logLines, options);
            Mix(ref checksum, Expressions());
            Mix(ref checksum, _scanner.TotalMilliseconds(_logLines));
            Mix(ref checksum, _json.RoundTrip(_orders));
            Mix(ref checksum, _statistics.TopCustomers(_orders));
            Mix(ref checksum, await _pipeline.RunAsync(_logLines));
        }

        return checksum;
    }

    private long Expressions()
    {
        var sum = 0L;
        foreach (var text in _expressions)
        {
            sum += new ExpressionParser(new Tokenizer(text, options.Slow == "tokenizer"), options.Slow == "expressions").Evaluate();
        }

        return sum;
    }

    private static void Mix(ref ulong checksum, long value) => checksum = (checksum ^ (ulong)value) * 0x100000001b3UL;
}
