namespace OsmTasking.Extraction.Pbf;

/// <summary>What a lane unpacks and decodes with; reused from blob to blob and from reading to reading.</summary>
internal sealed class PbfBuffers
{
    internal PbfBlob Blob { get; } = new();

    internal PbfDecoder Decoder { get; } = new();
}
