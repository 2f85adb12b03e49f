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

    /// <summary>Returns where a browser is sent to sign in.</summary>
    /// <param name="redirectUri">Where OSM sends it back to.</param>
    /// <param name="scope">What to ask for, such as <see cref="Scope"/>.</param>
    /// <param name="state">What comes back with the code.</param>
    /// <param name="challenge">The challenge of PKCE (RFC 7636, S256), if the sign-in has one.</param>
    internal string AuthorizeUrl(string? redirectUri, string scope, string state, string? challenge = null)
    {
        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = ClientId,
            ["redirect_uri"] = redirectUri,
            ["scope"] = scope,
            ["state"] = state,
        };
        if (challenge is not null)
        {
            query["code_challenge"] = challenge;
            query["code_challenge_method"] = "S256";
        }

        return new Uri(Server, "/oauth2/authorize") + QueryString.Create(query).ToString();
    }
}
