using NetTopologySuite.Geometries;
using OsmTasking.Core.Access;
using OsmTasking.Core.People;
using OsmTasking.Core.Projects;
using OsmTasking.TestKit;

namespace OsmTasking.Core.Tests.Access;

public class AccessPolicyTests
{
    private static readonly Mapper Author = Person(1, MapperRole.Mapper);
    private static readonly Mapper Stranger = Person(2, MapperRole.Mapper);
    private static readonly Mapper Admin = Person(3, MapperRole.Admin);
    private static readonly Mapper Blocked = Person(4, MapperRole.ReadOnly);

    [Theory]
    [InlineData(ProjectStatus.Published, AccessDecision.Allowed, AccessDecision.Allowed)]
    [InlineData(ProjectStatus.Draft, AccessDecision.NotPublished, AccessDecision.Allowed)]
    [InlineData(ProjectStatus.Archived, AccessDecision.NotPublished, AccessDecision.NotPublished)]
    public void Map_ByStatus(ProjectStatus status, AccessDecision stranger, AccessDecision author)
    {
        var project = Project(status);

        Assert.Equal(stranger, AccessPolicy.Decide(Stranger, AccessAction.Map, project));
        Assert.Equal(author, AccessPolicy.Decide(Author, AccessAction.Map, project));
        Assert.Equal(AccessDecision.NotSignedIn, AccessPolicy.Decide(null, AccessAction.Map, project));
        Assert.Equal(AccessDecision.Blocked, AccessPolicy.Decide(Blocked, AccessAction.Map, project));
    }

    [Fact]
    public void View_OfAPrivateProject_IsForTheAllowedAndItsManagers()
    {
        var project = Project(ProjectStatus.Published, new ProjectSettings { Private = true, AllowedMappers = [9] });

        Assert.Equal(AccessDecision.Private, AccessPolicy.Decide(null, AccessAction.View, project));
        Assert.Equal(AccessDecision.Private, AccessPolicy.Decide(Stranger, AccessAction.View, project));
        Assert.Equal(AccessDecision.Private, AccessPolicy.Decide(Stranger, AccessAction.Comment, project));
        Assert.Equal(AccessDecision.Allowed, AccessPolicy.Decide(Person(9, MapperRole.Mapper), AccessAction.View, project));
        Assert.Equal(AccessDecision.Allowed, AccessPolicy.Decide(Author, AccessAction.View, project));
        Assert.Equal(AccessDecision.Allowed, AccessPolicy.Decide(Admin, AccessAction.View, project));
    }

    [Fact]
    public void Map_BelowTheLevel_IsRefusedExceptToManagers()
    {
        var project = Project(ProjectStatus.Published, new ProjectSettings { Mapping = new WorkPermission(TeamsOnly: false, MinimumLevel: 2) });

        Assert.Equal(AccessDecision.LevelTooLow, AccessPolicy.Decide(Stranger, AccessAction.Map, project));
        Assert.Equal(AccessDecision.Allowed, AccessPolicy.Decide(Stranger with { Level = 2 }, AccessAction.Map, project));
        Assert.Equal(AccessDecision.Allowed, AccessPolicy.Decide(Author, AccessAction.Map, project));
    }

    [Fact]
    public void Manage_IsForTheAuthorAndAdmins()
    {
        var project = Project(ProjectStatus.Published);

        Assert.Equal(AccessDecision.NotManager, AccessPolicy.Decide(Stranger, AccessAction.Manage, project));
        Assert.Equal(AccessDecision.Allowed, AccessPolicy.Decide(Author, AccessAction.Manage, project));
        Assert.Equal(AccessDecision.Blocked, AccessPolicy.Decide(Blocked with { Id = 1 }, AccessAction.Manage, project));
        Assert.Equal(AccessDecision.NotManager, AccessPolicy.Decide(Stranger, AccessAction.CreateProject, null));
        Assert.Equal(AccessDecision.Allowed, AccessPolicy.Decide(Admin, AccessAction.CreateProject, null));
    }

    private static Mapper Person(long id, MapperRole role) => new(id, $"mapper {id}", role, 1, ManualTime.Noon);

    private static Project Project(ProjectStatus status, ProjectSettings? settings = null) =>
        new(1, status, Author.Id, Polygon.Empty, settings ?? new ProjectSettings());
}
