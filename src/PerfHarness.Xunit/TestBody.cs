using System.Reflection;

namespace PerfHarness;

/// <summary>A test's method with its instance and arguments, to be run again.</summary>
internal sealed class TestBody(MethodInfo method, object? instance, object?[] arguments)
{
    private readonly MethodInvoker _invoker = MethodInvoker.Create(method);

    public async Task RepeatAsync(Func<bool> shouldContinue, CancellationToken cancellation)
    {
        while (shouldContinue())
        {
            // The invoker throws what the body throws, without wrapping it.
            switch (_invoker.Invoke(instance, arguments.AsSpan()))
            {
                case Task task:
                    await task.ConfigureAwait(false);
                    break;
                case ValueTask task:
                    await task.ConfigureAwait(false);
                    break;
            }
        }
    }
}
