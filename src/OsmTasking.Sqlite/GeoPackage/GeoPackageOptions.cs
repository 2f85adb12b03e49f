using OsmTasking.Extraction.Formats;

namespace OsmTasking.Sqlite.GeoPackage;

/// <summary>How a GeoPackage is written.</summary>
public sealed record GeoPackageOptions
{
    /// <summary>The most keys that may have columns of their own.</summary>
    public const int MaxColumns = 500;

    /// <summary>The most UTF-16 code units of such a key; OSM allows 255 characters.</summary>
    public const int MaxKeyLength = 510;

    /// <summary>Gets which facts about an object become columns beside its tags. The default is all.</summary>
    public FeatureAttributes Attributes { get; init; } = FeatureAttributes.All;

    /// <summary>
    /// Gets the tag keys that become columns, in this order; repeated ones count once. All other tags of an object are a JSON object in the
    /// column <c>tags</c>. The default is none. At most <see cref="MaxColumns"/> keys of 1 to <see cref="MaxKeyLength"/> UTF-16 code units,
    /// without U+0000.
    /// </summary>
    /// <remarks>
    /// A column is called like its key, with a second <c>@</c> in front where the key begins with one. Where that name is taken, by a
    /// column of the format or by a key that differs only in case, it ends in <c>_2</c>, <c>_3</c> and so on; the mapping is
    /// <see cref="GeoPackageWriter.Columns"/>.
    /// </remarks>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Gets the clock for the time of the last change. The default is the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
