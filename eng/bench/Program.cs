using System.CommandLine;
using PerfHarness.Bench;
using PerfHarness.Formats.Diagnostics;

var source = new Argument<string>("recording") { Description = "A perf.data file with callchains." };
var output = new Argument<string>("output") { Description = "The file to write; maps of generated code go to OUTPUT.maps." };
var samples = new Option<long>("--samples") { Description = "Number of samples.", Required = true };
var processes = new Option<int>("--processes") { Description = "Copies of every process, under ids of their own.", DefaultValueFactory = _ => 1 };
var threads = new Option<int>("--threads") { Description = "Copies of every thread, under ids of their own.", DefaultValueFactory = _ => 1 };
var functions = new Option<int>("--functions")
{
    Description = "Replaces all code of user space by that many functions of a perf map.",
};
var pipe = new Option<bool>("--pipe") { Description = "Write the layout of 'perf record -o -'." };
var command = new RootCommand("Multiplies the samples of a recording, or thins them out.")
{
    source, output, samples, processes, threads, functions, pipe,
};

command.SetAction(arguments =>
{
    var shape = new RecordingShape
    {
        Samples = arguments.GetRequiredValue(samples),
        Processes = arguments.GetRequiredValue(processes),
        Threads = arguments.GetRequiredValue(threads),
        Functions = arguments.GetValue(functions),
        IsPipe = arguments.GetValue(pipe),
    };
    try
    {
        using var recording = SourceRecording.Open(arguments.GetRequiredValue(source));
        new RecordingMultiplier(recording, shape).Write(arguments.GetRequiredValue(output));
        return 0;
    }
    catch (Exception e) when (e is PerfHarnessException or IOException or UnauthorizedAccessException or ArgumentException)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
});
return command.Parse(args).Invoke();
