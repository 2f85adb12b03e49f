using ReferenceApi.Auth;

namespace ReferenceApi.Tests.Auth;

public class OsmOptionsTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("c+", "&code_challenge=c%2B&code_challenge_method=S256")]
    public void AuthorizeUrl_AsksInOneOrder_AndForPkceWhereThereIsAChallenge(string? challenge, string more)
    {
        var osm = new OsmOptions { Server = new Uri("https://osm.example"), ClientId = "us" };

        Assert.Equal(
            $"https://osm.example/oauth2/authorize?response_type=code&client_id=us&redirect_uri=http%3A%2F%2Fhere%2Fback&scope=read_prefs%20write_api&state=s{more}",
            osm.AuthorizeUrl("http://here/back", osm.Scope, "s", challenge));
    }
}
