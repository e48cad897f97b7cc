using PerfHarness.Profiles;

namespace PerfHarness.Tests.Profiles;

public sealed class StackTableTests
{
    [Fact]
    public void Equal_stacks_are_one_row_and_come_back_root_first()
    {
        var table = new StackTable();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 5000; i++)
            {
                var stack = table.Intern(table.Intern(StackId.Empty, new FrameId(i % 7)), new FrameId(i));
                Assert.Equal([new FrameId(i % 7), new FrameId(i)], table.GetFrames(stack));
            }
        }

        Assert.Equal(1 + 7 + 5000, table.Count);
    }
}
