using PerfHarness.Profiles;

namespace PerfHarness.Tests.Profiles;

public sealed class StackTableTests
{
    [Fact]
    public void Equal_stacks_are_one_row_and_are_returned_root_first()
    {
        var builder = new StackTableBuilder();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 5000; i++)
            {
                var stack = builder.Intern(builder.Intern(StackId.Empty, new FrameId(i % 7)), new FrameId(i));
                Assert.Equal([new FrameId(i % 7), new FrameId(i)], builder.Build().GetFrames(stack));
            }
        }

        Assert.Equal(1 + 7 + 5000, builder.Build().Count);
    }

    [Fact]
    public void The_empty_stack_has_no_frame()
    {
        var stacks = new StackTableBuilder().Build();
        Assert.Equal(new FrameId(-1), stacks.GetFrame(StackId.Empty));
        Assert.Empty(stacks.GetFrames(StackId.Empty));
    }
}
