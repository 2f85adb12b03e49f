namespace ReferenceApi.Wire;

/// <summary>Ends a request with an answer made far from the endpoint; <see cref="RefusalFilter"/> sends it.</summary>
public class RefusedException(IResult answer) : Exception
{
    public IResult Answer { get; } = answer;
}

/// <summary>Turns a <see cref="RefusedException"/> into its answer.</summary>
public sealed class RefusalFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RefusedException refusal)
        {
            return refusal.Answer;
        }
    }
}
