using System.IO.Compression;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction;

/// <summary>A file being written; it owns what the writers of formats leave open.</summary>
internal sealed class OsmFileTarget : IOsmTarget
{
    private readonly FileStream _file;
    private readonly Stream _stream;
    private readonly IOsmTarget _target;

    internal OsmFileTarget(string path, Func<Stream, IOsmTarget> create)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        try
        {
            _stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(_file, CompressionLevel.Optimal) : _file;
            _target = create(_stream);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public void Write(OsmBlock block) => _target.Write(block);

    public void Dispose()
    {
        try
        {
            _target.Dispose();
            _stream.Dispose();
        }
        finally
        {
            _file.Dispose();
        }
    }
}
