using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OsmTasking.Extraction.Formats;

/// <summary>
/// Writes a .dbf (dBASE III, UTF-8). Fields are as wide, and values have as many fields, as the longest value needs: so the rows wait in a file
/// beside the table until all are known.
/// </summary>
internal sealed class DbfTable : IDisposable
{
    /// <summary>The most fields of a table.</summary>
    internal const int MaxFields = 255;

    private readonly FeatureColumns _columns;
    private readonly int _fieldsPerValue;
    private readonly long _limit;
    private readonly string _path;
    private readonly FileStream _spool;

    // For each column, the one for the other tags last, the width of each of its fields.
    private readonly List<int>[] _widths;
    private readonly ArrayBufferWriter<byte> _row = new(1024);
    private readonly ArrayBufferWriter<byte> _rest = new(1024);
    private readonly List<int> _lengths = [];
    private readonly List<int> _left = [];
    private int _fieldCount;
    private int _recordLength = 1;
    private int _rows;

    /// <summary>Starts a table.</summary>
    /// <param name="path">The .dbf, written by <see cref="Complete"/>.</param>
    /// <param name="columns">The columns; at most 254.</param>
    /// <param name="fieldsPerValue">The most fields a value is split over.</param>
    /// <param name="limit">The most bytes of the file.</param>
    internal DbfTable(string path, FeatureColumns columns, int fieldsPerValue, long limit)
    {
        (_path, _columns, _fieldsPerValue, _limit) = (path, columns, fieldsPerValue, limit);
        _widths = [.. Enumerable.Range(0, columns.Columns.Count + 1).Select(_ => new List<int> { 1 })];
        _fieldCount = _widths.Length;
        _recordLength += _fieldCount;
        _spool = ScratchFile.Create($"{path}.spool");
    }

    /// <summary>Adds a row.</summary>
    /// <param name="values">The values. What a column cannot hold exactly is also put among the other tags.</param>
    /// <param name="lost">Receives the keys of what these cannot hold either.</param>
    internal void Add(ColumnValues values, ISet<string> lost)
    {
        values.ResetRest();
        _row.ResetWrittenCount();
        for (var i = 0; i < _columns.Columns.Count; i++)
        {
            var value = values.Has(i) ? values.Value(i) : default;
            if (!DbfText.Split(value, Allowed(i), _lengths) && values.Has(i))
            {
                values.AddToRest(i);
            }

            AddParts(i, value);
        }

        AddRest(values, lost);
        var length = HeaderLength + ((_rows + 1L) * _recordLength) + 1;
        if (length > _limit)
        {
            throw new FormatLimitException($"{_path} would be larger than {_limit} bytes, the most a .dbf holds (2 GB); take a smaller area, fewer kinds or fewer keys, or another format.");
        }

        _spool.Write(_row.WrittenSpan);
        _rows++;
    }

    /// <summary>Writes the table and returns its fields: the column, the part of its value from 0, the name.</summary>
    internal List<(int Column, int Part, string Name)> Complete(DbfFieldNames names)
    {
        var fields = names.For([.. _widths.Select(widths => widths.Count)]);
        using var output = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        WriteHeader(output, fields);
        _spool.Flush();
        _spool.Position = 0;
        var record = new byte[_recordLength];
        for (var row = 0; row < _rows; row++)
        {
            FillRecord(record);
            output.Write(record);
        }

        output.WriteByte(0x1A);
        return fields;
    }

    public void Dispose() => _spool.Dispose();

    private int HeaderLength => 33 + (32 * _fieldCount);

    private int Allowed(int column) => Math.Min(_fieldsPerValue, _widths[column].Count + MaxFields - _fieldCount);

    private bool IsNumber(int column) => column < _columns.Columns.Count && _columns.Columns[column].Kind == ColumnKind.Number;

    private void AddRest(ColumnValues values, ISet<string> lost)
    {
        var column = _columns.Columns.Count;
        var allowed = Allowed(column);

        // Whole tags are left out until the rest fits, so that what is there can be read.
        for (var limit = allowed * DbfText.MaxWidth; ; limit = Math.Max(2, limit - DbfText.MaxWidth))
        {
            _rest.ResetWrittenCount();
            _left.Clear();
            values.WriteRest(_rest, limit, _left);
            if (DbfText.Split(_rest.WrittenSpan, allowed, _lengths))
            {
                break;
            }
        }

        foreach (var index in _left)
        {
            lost.Add(Encoding.UTF8.GetString(values.RestKey(index)));
        }

        AddParts(column, _rest.WrittenSpan);
    }

    private void AddParts(int column, ReadOnlySpan<byte> value)
    {
        var widths = _widths[column];
        _row.Write([(byte)_lengths.Count]);
        for (var i = 0; i < _lengths.Count; i++)
        {
            if (i == widths.Count)
            {
                widths.Add(0);
                _fieldCount++;
            }

            _recordLength += Math.Max(0, _lengths[i] - widths[i]);
            widths[i] = Math.Max(widths[i], _lengths[i]);
            _row.Write([(byte)_lengths[i]]);
            _row.Write(value[.._lengths[i]]);
            value = value[_lengths[i]..];
        }
    }

    private void FillRecord(byte[] record)
    {
        record.AsSpan().Fill((byte)' ');
        var start = 1;
        for (var column = 0; column < _widths.Length; column++)
        {
            var parts = _spool.ReadByte();
            for (var i = 0; i < _widths[column].Count; i++)
            {
                var width = _widths[column][i];
                var length = i < parts ? _spool.ReadByte() : 0;
                _spool.ReadExactly(record.AsSpan(IsNumber(column) ? start + width - length : start, length));
                start += width;
            }
        }
    }

    private void WriteHeader(FileStream output, List<(int Column, int Part, string Name)> fields)
    {
        // The date of change is always 1 January 1970, so that the same features give the same bytes.
        var header = new byte[HeaderLength];
        (header[0], header[1], header[2], header[3]) = (0x03, 70, 1, 1);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), _rows);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(10), (ushort)_recordLength);
        for (var i = 0; i < fields.Count; i++)
        {
            var field = header.AsSpan(32 + (32 * i), 32);
            Encoding.ASCII.GetBytes(fields[i].Name, field);
            field[11] = (byte)(IsNumber(fields[i].Column) ? 'N' : 'C');
            field[16] = (byte)_widths[fields[i].Column][fields[i].Part];
        }

        header[^1] = 0x0D;
        output.Write(header);
    }
}
