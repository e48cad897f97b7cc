using PerfHarness.Profiles;

namespace PerfHarness.FlameGraphs;

/// <summary>
/// Merges the stacks of a profile from the root. A row of its stacks is looked at once for each group, not once for each sample;
/// so is its kind, except where a function ran as several kinds of code: there, the samples vote at the end.
/// </summary>
/// <param name="steps">By row of the profile's frames.</param>
internal sealed class FlameGraphStackMerger(
    FlameGraphTree tree, FlameGraphNames names, Profile profile, FlameGraphStack[] stacks, FlameGraphStep[] steps)
{
    // The row of the tree that each stack ends in.
    private readonly int[] _leaves = new int[stacks.Length];

    public void Merge(DiffSide side)
    {
        tree.EnsureCapacity(profile.Stacks.Count);
        AddGroups();
        var map = new StackRowMap(profile.Stacks);
        foreach (var i in GroupOrder.Compute(_leaves))
        {
            ref readonly var stack = ref stacks[i];
            var group = _leaves[i];
            ref var node = ref _leaves[i];
            foreach (var row in map.FindMissing(stack.Stack, group, ref node))
            {
                var step = GetStep(new StackId(row));
                node = tree.GetOrAddChild(node, step.Name);
                tree.AddKind(node, step.Kind);
                map.Set(row, group, node);
            }

            tree.Add(node, stack.Weight, side);
            if (stack.Stack != StackId.Empty)
            {
                names.AddSelf(GetStep(stack.Stack).Name, stack.Weight, side);
            }
        }
    }

    /// <summary>Votes on the kinds of rows that are mixed, in the order of the stacks.</summary>
    public void VoteKinds()
    {
        var nodes = tree.Nodes;
        for (var i = 0; i < stacks.Length; i++)
        {
            var row = stacks[i].Stack;
            for (var node = _leaves[i]; node != 0; node = tree.GetParent(node))
            {
                if (nodes[node].IsMixed)
                {
                    tree.VoteKind(node, row == StackId.Empty ? FlameGraphKind.Root : GetStep(row).Kind, stacks[i].Weight);
                }

                row = profile.Stacks.GetParent(row);
            }
        }
    }

    private FlameGraphStep GetStep(StackId row) => steps[profile.Stacks.GetFrame(row).Index];

    // Every stack first ends in its group, or in the root.
    private void AddGroups()
    {
        for (var i = 0; i < stacks.Length; i++)
        {
            var group = stacks[i].Group;
            if (i > 0 && ReferenceEquals(group, stacks[i - 1].Group))
            {
                _leaves[i] = _leaves[i - 1];
            }
            else if (group is not null)
            {
                _leaves[i] = tree.GetOrAddChild(0, names.Intern(group, ""));
                tree.AddKind(_leaves[i], FlameGraphKind.Root);
            }
        }
    }
}
