using System.IO.Compression;

namespace OsmTasking.Hosting.Exports;

/// <summary>How exports are written.</summary>
public sealed class ExportOptions
{
    /// <summary>Gets or sets the folder of finished exports.</summary>
    /// <value>A path. The default is <c>exports</c> in the current folder.</value>
    public string Folder { get; set; } = "exports";

    /// <summary>Gets or sets how hard archives are pressed.</summary>
    /// <value>The default is the fastest; it is most of what an export costs.</value>
    public CompressionLevel Compression { get; set; } = CompressionLevel.Fastest;

    /// <summary>Gets or sets text that is added to the <c>Readme.txt</c> of every archive.</summary>
    /// <value>Text; the default is none.</value>
    public string? ReadmeText { get; set; }
}
