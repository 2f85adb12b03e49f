namespace ReferenceApi.Auth;

/// <summary>The OSM server that mappers sign in at: <c>OsmTasking:Osm</c>.</summary>
public sealed class OsmOptions
{
    /// <summary>Gets or sets the address of the OSM server.</summary>
    public Uri Server { get; set; } = new("https://www.openstreetmap.org");

    /// <summary>Gets or sets the id of the OAuth 2 application. While there is none, only the development sign-in works.</summary>
    public string? ClientId { get; set; }

    /// <summary>Gets or sets the secret of the OAuth 2 application.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Gets or sets what to ask for.</summary>
    public string Scope { get; set; } = "read_prefs write_api";
}
