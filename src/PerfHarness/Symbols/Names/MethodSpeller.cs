using System.Text;

namespace PerfHarness.Symbols.Names;

/// <summary>Spells a method's canonical name from its parts.</summary>
internal static class MethodSpeller
{
    public static string Spell(RuntimeSignature signature)
    {
        var output = new StringBuilder(96);
        var owner = AppendDeclaring(output, signature.Declaring);
        if (owner == GeneratedType.StateMachine || owner == GeneratedType.FSharpClosure)
        {
            AppendBody(output, owner, signature);
        }
        else if (owner == GeneratedType.Closure && signature.Method is not ['<' or '_', ..])
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

    private static void AppendBody(StringBuilder output, GeneratedType owner, RuntimeSignature signature)
    {
        if (signature.Method == "MoveNext" && signature.Parameters == "()")
        {
            output.Append(signature.Result == "bool" ? " iterator" : " async");
        }
        else if (owner == GeneratedType.FSharpClosure && signature.Method is "Invoke")
        {
            output.Append(" lambda").Append(signature.Parameters);
        }
        else if (owner == GeneratedType.FSharpClosure && signature.Method is "GenerateNext")
        {
            output.Append(" iterator");
        }
        else
        {
            output.Append(owner == GeneratedType.StateMachine ? " state machine." : " closure.");
            GeneratedName.AppendMethod(output, signature.Method);
            output.Append(signature.Parameters);
        }
    }

    private static void AppendMember(StringBuilder output, RuntimeSignature signature)
    {
        if (signature is { Method: "Finalize", Parameters: "()", Result: "void" } && output.Length > 0)
        {
            output.Append('~');
            GeneratedName.AppendType(output, signature.Declaring.Segments[^1].Name);
        }
        else if (OperatorNames.Spell(signature.Method, signature.Result) is { } spelled)
        {
            output.Append(spelled);
        }
        else
        {
            GeneratedName.AppendMethod(output, signature.Method);
        }
    }

    // Closures do not show: a lambda belongs to the method that it stands in. Type arguments of closures and state machines
    // are those of a generic method, whose own name cannot show them either.
    private static GeneratedType AppendDeclaring(StringBuilder output, TypePath path)
    {
        var last = GeneratedType.None;
        var used = 0;
        if (path.Namespace.Length > 0)
        {
            output.Append(path.Namespace);
        }

        for (var i = 0; i < path.Segments.Count; i++)
        {
            var segment = path.Segments[i];
            var kind = GeneratedName.Classify(segment.Name, out var origin);
            if (kind == GeneratedType.None)
            {
                Dot(output);
                GeneratedName.AppendType(output, segment.Name);
                path.AppendArguments(output, segment.Arity, ref used, isLast: i == path.Segments.Count - 1);
            }
            else
            {
                used = Math.Min(path.Arguments.Count, used + segment.Arity);
                if (kind != GeneratedType.Closure)
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
