using System.Globalization;
using System.Reflection.PortableExecutable;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Import;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Unwinding;

/// <summary>A recording with copies of the stack, read with the addresses and the code of its frames.</summary>
internal sealed class UnwoundRecording : IDisposable
{
    private readonly ProfileImporter _importer;

    private UnwoundRecording(ProfileImporter importer) => (_importer, Profile) = (importer, importer.Build());

    public Profile Profile { get; }

    public static UnwoundRecording Read(string path)
    {
        var importer = new ProfileImporter(new ImportOptions { KeepTimes = true, KeepAddresses = true, KeepCode = true, IncludeInlined = false });
        importer.Add(path);
        return new UnwoundRecording(importer);
    }

    public void Dispose() => _importer.Dispose();

    /// <summary>Names and modules of each sample's frames, leaf first.</summary>
    public List<(int Tid, long Time, List<FunctionName> Frames)> GetStacks() => [.. Enumerable.Range(0, Profile.Samples.Count).Select(i =>
    {
        var sample = Profile.Samples[i];
        var names = Profile.Stacks.GetFrames(sample.Stack).ToArray().Select(frame => Profile.GetFunction(frame).Name).Reverse().ToList();
        return (Profile.Threads[sample.Thread.Index].Tid, sample.Time, names);
    })];

    /// <summary>Return addresses of all stacks whose code is at hand, and those of them that do not follow a call.</summary>
    /// <remarks>What a signal interrupted did not call, nor did the code that a handler returns to.</remarks>
    public (int Checked, List<string> Wrong) CheckReturnAddresses()
    {
        var (count, wrong) = (0, new List<string>());
        var seen = new HashSet<(FrameId, FrameId)>();
        for (var i = 0; i < Profile.Samples.Count; i++)
        {
            var frames = Profile.Stacks.GetFrames(Profile.Samples[i].Stack);
            for (var f = 0; f + 1 < frames.Length; f++)
            {
                var (frame, callee) = (Profile.Frames[frames[f]], Profile.Frames[frames[f + 1]]);
                var calleeName = Profile.GetFunction(frames[f + 1]).Name.Name;
                var name = Profile.GetFunction(frames[f]).Name.Name;
                if (frame.Kind == FrameKind.Kernel || callee.Kind == FrameKind.Kernel || name == "__restore_rt" || calleeName == "__restore_rt"
                    || !seen.Add((frames[f], frames[f + 1])) || _importer.Code.Find(frame.Code) is not { } body)
                {
                    continue;
                }

                var code = body.Source.ReadCode(body.Symbol).Bytes.Span;
                var offset = (int)(frame.Address + 1 - body.Start);
                if (offset >= CallInstruction.MaxLength && offset <= code.Length)
                {
                    count++;
                    if (!CallInstruction.IsBefore(code[(offset - CallInstruction.MaxLength)..offset], Machine.Amd64))
                    {
                        wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{name}+{offset} called {calleeName}"));
                    }
                }
            }
        }

        return (count, wrong);
    }
}
