using System.Diagnostics;
using Names;

var seconds = args.Length > 0 ? int.Parse(args[0]) : 0;
var captured = args.Length;
Func<int, int> lambda = x => x + captured;
int TopLocal(int y) => y + captured;
static async Task<int> TopAsyncLocal()
{
    await Task.Yield();
    return 3;
}

Func<Task<int>> asyncLambda = async () =>
{
    await Task.Yield();
    return 2;
};

Console.WriteLine(Environment.ProcessId);
if (Environment.GetEnvironmentVariable("NAMES_HOLD") == "1")
{
    // Until a line comes, none of the methods below is compiled.
    Console.ReadLine();
}

var clock = Stopwatch.StartNew();
long sum = 0;
do
{
    sum += lambda(1) + TopLocal(2) + await TopAsyncLocal() + await asyncLambda();
    sum += new Lambdas(3).Run(4) + Types.Run() + Generics.Run() + Iterators.Run() + Interop.Run();
    sum += await new AsyncBodies().Run();
    for (var i = 0; i < 40; i++)
    {
        sum += Hot.Loop(i);
    }
}
while (clock.Elapsed.TotalSeconds < seconds);

Console.WriteLine(sum == 0 ? "zero" : "done");
