namespace ConsoleBench;

/// <summary>Evaluates fully parenthesized expressions by recursive descent.</summary>
/// <param name="slow">Looks each operator up in a list instead of switching on it.</param>
internal sealed class ExpressionParser(Tokenizer tokens, bool slow)
{
    private static readonly List<(string Name, Func<long, long, long> Apply)> Operators =
    [
        ("plus:+", (a, b) => unchecked(a + b)),
        ("minus:-", (a, b) => unchecked(a - b)),
        ("times:*", (a, b) => unchecked(a * b)),
    ];

    public long Evaluate()
    {
        var token = tokens.Next();
        if (token.Kind == '0')
        {
            return token.Value;
        }

        var left = Evaluate();
        var operation = tokens.Next().Kind;
        var right = Evaluate();
        tokens.Next();
        return slow ? ApplySlowly(operation, left, right) : Apply(operation, left, right);
    }

    private static long Apply(char operation, long left, long right) => operation switch
    {
        '+' => unchecked(left + right),
        '-' => unchecked(left - right),
        _ => unchecked(left * right),
    };

    private static long ApplySlowly(char operation, long left, long right) =>
        Operators.First(o => o.Name.Split(':')[1] == operation.ToString()).Apply(left, right);
}
