using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Projects;

public class ProjectProgressTests
{
    [Fact]
    public void Progress_EqualsARecount() => Prop.ForAll(Gen.Elements(Enum.GetValues<TaskState>()).ArrayOf().ToArbitrary(), states =>
    {
        var progress = ProjectProgress.Of(states);

        Assert.Equal(states.Count(state => state != TaskState.Split), progress.Total);
        Assert.Equal(states.Count(state => state == TaskState.Mapped), progress.Mapped);
        Assert.Equal(states.Count(state => state == TaskState.Validated), progress.Validated);
        Assert.InRange(progress.PercentMapped, progress.PercentValidated, 100);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Percent_Of29In100_IsNotTruncatedTo28()
    {
        var progress = new ProjectProgress(Ready: 71, Mapped: 29, Validated: 0, Invalidated: 0, BadImagery: 0);

        Assert.Equal(29, progress.PercentMapped);
    }

    [Fact]
    public void Percent_OfNothing_IsZero()
    {
        Assert.Equal(0, new ProjectProgress(0, 0, 0, 0, 0).PercentMapped);
        Assert.Equal(0, new ProjectProgress(0, 0, 0, 0, 5).PercentComplete);
        Assert.Equal(100, new ProjectProgress(0, 0, 0, 0, 5).PercentBadImagery);
    }
}
