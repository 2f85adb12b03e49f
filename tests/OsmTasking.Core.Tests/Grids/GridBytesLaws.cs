using System.Text.Json;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Laws of what is written. By their number in reference/grids.md, section 6; the trait Law finds those that live with their subject.</summary>
public class GridBytesLaws
{
    private const int Zoom = AreaShapes.Zoom;

    [Fact, Trait("Law", "6")]
    public void Law06_GeoJson_HasTheBitsOfTheCells_AndTheSameBytesForAnyWayToWriteTheArea() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();
        var bytes = GeoJson(area);

        Assert.Equal(bytes, GeoJson(AreaOfInterest.Of(TileGridLaws.Rewrite(area.Shape, new Random(shape.NumPoints))).OrThrow()));
        using var read = JsonDocument.Parse(bytes);
        var features = read.RootElement.GetProperty("features").EnumerateArray().ToList();
        foreach (var (cell, feature) in TileGrid.Cover(area, Zoom, clip: true).Zip(features))
        {
            var properties = feature.GetProperty("properties");
            Assert.Equal((cell.Number, cell.Tile, cell.IsSquare), (
                feature.GetProperty("id").GetInt32(),
                new TileKey(properties.GetProperty("zoom").GetInt32(), properties.GetProperty("x").GetInt32(), properties.GetProperty("y").GetInt32()),
                properties.GetProperty("isSquare").GetBoolean()));
            var written = GeoJsonGeometry.ReadArea(feature.GetProperty("geometry"));
            Assert.Equal(cell.Shape.Coordinates, written.Coordinates);
        }

        Assert.Equal(TileGrid.Count(area, Zoom), features.Count);
    }, times: 60);

    private static byte[] GeoJson(AreaOfInterest area)
    {
        using var stream = new MemoryStream();
        TileGrid.WriteGeoJson(area, Zoom, clip: true, stream, new GridWriteOptions { Decimals = 15 });
        return stream.ToArray();
    }
}
