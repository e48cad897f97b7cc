using System.Text;

namespace PerfHarness.Symbols.Names;

/// <summary>Spells a method's canonical name from its parts.</summary>
internal static class MethodNameFormatter
{
    public static string Format(ParsedRuntimeName signature)
    {
        var output = new StringBuilder(96);
        var owner = AppendDeclaring(output, signature.DeclaringType);
        if (owner == GeneratedTypeKind.StateMachine || owner == GeneratedTypeKind.FSharpClosure)
        {
            AppendBody(output, owner, signature);
        }
        else if (owner == GeneratedTypeKind.Closure && signature.Method is not ['<' or '_', ..])
        {
            output.Append(" closure.").Append(signature.Method).Append(signature.Parameters);
        }
        else
        {
            Dot(output);
            AppendMember(output, signature);
            output.Append(signature.Parameters);
        }

        return output.ToString();
    }

    private static void AppendBody(StringBuilder output, GeneratedTypeKind owner, ParsedRuntimeName signature)
    {
        if (signature.Method == "MoveNext" && signature.Parameters == "()")
        {
            output.Append(signature.ReturnType == "bool" ? " iterator" : " async");
        }
        else if (owner == GeneratedTypeKind.FSharpClosure && signature.Method is "Invoke")
        {
            output.Append(" lambda").Append(signature.Parameters);
        }
        else if (owner == GeneratedTypeKind.FSharpClosure && signature.Method is "GenerateNext")
        {
            output.Append(" iterator");
        }
        else
        {
            output.Append(owner == GeneratedTypeKind.StateMachine ? " state machine." : " closure.");
            GeneratedName.AppendMethod(output, signature.Method);
            output.Append(signature.Parameters);
        }
    }

    private static void AppendMember(StringBuilder output, ParsedRuntimeName signature)
    {
        if (signature is { Method: "Finalize", Parameters: "()", ReturnType: "void" } && output.Length > 0)
        {
            output.Append('~');
            GeneratedName.AppendType(output, signature.DeclaringType.Segments[^1].Name);
        }
        else if (OperatorNames.TryFormat(signature.Method, signature.ReturnType) is { } spelled)
        {
            output.Append(spelled);
        }
        else
        {
            GeneratedName.AppendMethod(output, signature.Method);
        }
    }

    // Closures do not show: a lambda belongs to the method that contains it. Type arguments of closures and state machines
    // are those of a generic method, whose own name cannot show them either.
    private static GeneratedTypeKind AppendDeclaring(StringBuilder output, TypePath path)
    {
        var last = GeneratedTypeKind.None;
        var used = 0;
        if (path.Namespace.Length > 0)
        {
            output.Append(path.Namespace);
        }

        for (var i = 0; i < path.Segments.Count; i++)
        {
            var segment = path.Segments[i];
            var kind = GeneratedName.Classify(segment.Name, out var origin);
            if (kind == GeneratedTypeKind.None)
            {
                Dot(output);
                GeneratedName.AppendType(output, segment.Name);
                path.AppendArguments(output, segment.Arity, ref used, isLast: i == path.Segments.Count - 1);
            }
            else
            {
                used = Math.Min(path.Arguments.Count, used + segment.Arity);
                if (kind != GeneratedTypeKind.Closure)
                {
                    Dot(output);
                    GeneratedName.AppendMethod(output, origin);
                }
            }

            last = kind;
        }

        return last;
    }

    private static void Dot(StringBuilder output) => _ = output.Length > 0 ? output.Append('.') : output;
}
