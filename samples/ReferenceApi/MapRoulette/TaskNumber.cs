using System.Globalization;
using OsmTasking.Core.Items;

namespace ReferenceApi.MapRoulette;

/// <summary>MapRoulette numbers tasks in one row; ours are numbered by project. One number holds both, and stays exact in JavaScript.</summary>
internal static class TaskNumber
{
    /// <summary>Bits for the number in the project: 268 million items.</summary>
    private const int Bits = 28;

    internal static long Of(ItemId id) => (id.ProjectId << Bits) | id.Number;

    internal static ItemId Read(long number) => new(number >> Bits, number & ((1L << Bits) - 1));

    internal static ItemId? Read(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Read(number) : null;
}
