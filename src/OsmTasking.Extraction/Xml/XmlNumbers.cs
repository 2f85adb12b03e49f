using System.Globalization;

namespace OsmTasking.Extraction.Xml;

/// <summary>Numbers and times in attributes, read strictly.</summary>
internal static class XmlNumbers
{
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK"];

    internal static long Long(this XmlCursor xml, string name, long least = long.MinValue, long most = long.MaxValue)
    {
        var text = xml.Attribute(name);
        return !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                ? throw xml.FaultIn(name, $"{name}='{Shortened(text)}' is not a whole number")
            : value >= least && value <= most ? value
            : throw xml.FaultIn(name, $"{name}='{Shortened(text)}' is not from {least} to {most}");
    }

    internal static long OptionalLong(this XmlCursor xml, string name, long least = long.MinValue, long most = long.MaxValue) =>
        xml.Optional(name) is null ? 0 : xml.Long(name, least, most);

    /// <summary>Returns 1e-7 degrees, rounded half away from zero.</summary>
    internal static int Degrees(this XmlCursor xml, string name, int most)
    {
        var text = xml.Attribute(name);
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= most
            ? (int)Math.Round(degrees * 10_000_000m, MidpointRounding.AwayFromZero)
            : throw xml.FaultIn(name, $"{name}='{Shortened(text)}' is not a number from -{most} to {most}");
    }

    /// <summary>Returns seconds since 1970; 0 where the attribute is absent.</summary>
    internal static long Time(this XmlCursor xml, string name) =>
        xml.Optional(name) is not { } text ? 0
        : DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeSeconds()
        : throw xml.FaultIn(name, $"{name}='{Shortened(text)}' is not a time such as 2026-11-21T08:15:00Z");

    internal static bool Truth(this XmlCursor xml, string name, bool otherwise) => xml.Optional(name) switch
    {
        null => otherwise,
        "true" => true,
        "false" => false,
        var text => throw xml.FaultIn(name, $"{name}='{Shortened(text)}' is neither true nor false"),
    };

    internal static string Shortened(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}
