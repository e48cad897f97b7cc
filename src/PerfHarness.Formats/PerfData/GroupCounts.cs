using System.Runtime.InteropServices;

namespace PerfHarness.Formats.PerfData;

/// <summary>
/// The members of groups that are read with each sample of their first event (<c>-e '{cycles,faults}:S'</c>): how far each has
/// counted since the sample before.
/// </summary>
internal sealed class GroupCounts(PerfDataFile file)
{
    private readonly Dictionary<ulong, ulong> _last = [];

    /// <summary>The samples that a group's reading stands for, beside that of its first event.</summary>
    /// <param name="members">Gets an event of <see cref="PerfDataFile.Attributes"/> and what it has counted, for each that has.</param>
    public void Read(in SampleRecord sample, List<(int EventIndex, ulong Count)> members)
    {
        members.Clear();
        for (var at = 0; at + 1 < sample.Group.Length; at += sample.GroupStride)
        {
            var (value, id) = (sample.Group[at], sample.Group[at + 1]);
            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, id, out _);
            // A smaller value is that of a counter that has begun anew.
            var count = value >= last ? value - last : value;
            last = value;
            var index = file.FindEvent(id);
            if (index >= 0 && index != sample.EventIndex && count > 0)
            {
                members.Add((index, count));
            }
        }
    }
}
