using System.Runtime.CompilerServices;

namespace Workloads;

/// <summary>Trees evaluated through virtual calls and delegates, whose targets the JIT compiler guesses from a dynamic profile.</summary>
internal static class Expressions
{
    private abstract class Node
    {
        public abstract double Evaluate(double[] variables);
    }

    private sealed class Constant(double value) : Node
    {
        public override double Evaluate(double[] variables) => value;
    }

    private sealed class Variable(int index) : Node
    {
        public override double Evaluate(double[] variables) => variables[index];
    }

    private sealed class Binary(char sign, Node left, Node right) : Node
    {
        public override double Evaluate(double[] variables) => sign switch
        {
            '+' => left.Evaluate(variables) + right.Evaluate(variables),
            '*' => left.Evaluate(variables) * right.Evaluate(variables),
            '-' => left.Evaluate(variables) - right.Evaluate(variables),
            _ => left.Evaluate(variables) / (right.Evaluate(variables) + 1),
        };
    }

    public static double Run(int rounds, int tuned)
    {
        var random = new Random(5);
        var trees = Enumerable.Range(0, 40).Select(_ => new Func<double[], double>(Make(random, 9).Evaluate)).ToArray();
        var variables = Enumerable.Range(0, 8).Select(_ => random.NextDouble()).ToArray();
        var sum = 0.0;
        for (var i = 0; i < rounds; i++)
        {
            sum += trees.Sum(tree => tree(variables));
            sum += Tuned(variables, 6000 * tuned / 1000);
        }

        return double.IsFinite(sum) ? sum : 0;
    }

    private static Node Make(Random random, int depth) =>
        depth > 0 ? new Binary("+*-/"[random.Next(4)], Make(random, depth - 1), Make(random, depth - 1))
        : random.Next(2) == 0 ? new Constant(random.NextDouble()) : new Variable(random.Next(8));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Tuned(double[] variables, int steps)
    {
        var sum = 0.0;
        for (var i = 0; i < steps; i++)
        {
            sum = (sum * 0.99) + variables[i & 7];
        }

        return sum * 1e-9;
    }
}
