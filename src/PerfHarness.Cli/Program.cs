using PerfHarness.Cli.Hosting;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
