using ConsoleBench;

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

var workload = new Workload(options);
var checksum = await workload.RunAsync(options.WarmUp);
checksum = await workload.RunAsync(options.Iterations);
Console.WriteLine($"{options.Iterations} rounds, checksum {checksum:x16}");
return 0;
