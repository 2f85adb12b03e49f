using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Grids.Balance;

/// <summary>A flat frame in metres around a place: equirectangular, true along its middle parallel.</summary>
internal sealed class Frame
{
    /// <summary>Metres of a degree of latitude on the sphere of radius 6,371,007 m.</summary>
    internal const double MetresPerDegree = 111_195.08;

    private readonly double _longitude;
    private readonly double _latitude;
    private readonly double _width;

    internal Frame(Envelope degrees)
    {
        (_longitude, _latitude) = (degrees.Centre.X, degrees.Centre.Y);
        _width = MetresPerDegree * Math.Cos(_latitude * Math.PI / 180);
    }

    internal Spot Of(double longitude, double latitude) =>
        new((longitude - _longitude) * _width, (latitude - _latitude) * MetresPerDegree, longitude, latitude);

    /// <summary>The place with these metres, to the rounding of its degrees.</summary>
    internal Spot At(double x, double y) => Of((x / _width) + _longitude, (y / MetresPerDegree) + _latitude);
}

/// <summary>A place: metres in a frame, and the degrees it stands for, which are what counts.</summary>
internal readonly record struct Spot(double X, double Y, double Longitude, double Latitude)
{
    internal static double Cross(Spot a, Spot b, Spot c) => ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));

    internal double DistanceTo(Spot other) => Math.Sqrt(((X - other.X) * (X - other.X)) + ((Y - other.Y) * (Y - other.Y)));
}
