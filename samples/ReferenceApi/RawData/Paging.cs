namespace ReferenceApi.RawData;

/// <summary>Which part of a list is wanted: <c>skip</c> and <c>limit</c> in the query.</summary>
public static class Paging
{
    private const int Most = 1000;

    /// <summary>Reads it; without any it is the first ten.</summary>
    public static (int Skip, int Limit) Of(HttpContext context) => (Read(context, "skip", 0, int.MaxValue), Read(context, "limit", 10, Most));

    private static int Read(HttpContext context, string name, int otherwise, int most)
    {
        var text = context.Request.Query[name].ToString();
        return text.Length == 0 ? otherwise
            : !int.TryParse(text, out var number) ? throw Detail.Refuse("int_parsing", ["query", name], "Input should be a valid integer, unable to parse string as an integer")
            : number < 0 || number > most ? throw Detail.RefuseQuery(name, $"Input should be 0 to {most}", text)
            : number;
    }
}
