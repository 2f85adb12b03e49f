using System.Reflection;
using OsmTasking.Postgis.Sql;

namespace OsmTasking.Postgis.Tests;

public class SchemaRulesTests
{
    [Fact]
    public void Migrations_KeepTheRules()
    {
        var scripts = typeof(PostgisSchema).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(scripts);
        Assert.Empty(scripts.SelectMany(name => SchemaRules.Migration(PostgisSchema.Script(name))));
    }

    [Fact]
    public void Statements_KeepTheRules()
    {
        // Raw data lie in a schema of their own, which belongs to no project and is not distributed.
        var statements = typeof(PostgisSchema).Assembly.GetTypes().Where(type => type.Namespace == "OsmTasking.Postgis.Sql" && type != typeof(RawDataSql))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(field => field.IsLiteral && field.Name != "Columns").Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.True(statements.Count > 15);
        Assert.Empty(statements.SelectMany(SchemaRules.Statement));
    }

    [Theory]
    [InlineData("create table osm_tasking.task (\n    id bigint primary key\n)", 2)]
    [InlineData("create table osm_tasking.task (\n    project_id int not null,\n    n int,\n    primary key (project_id, n)\n)", 1)]
    [InlineData("create table osm_tasking.task (\n    project_id bigint,\n    n int,\n    primary key (n, project_id)\n)", 1)]
    [InlineData("create table osm_tasking.task (\n    project_id bigint,\n    holder bigint,\n    primary key (project_id),\n    foreign key (holder) references osm_tasking.mapper (id)\n)", 1)]
    [InlineData("create table osm_tasking.surprise (\n    project_id bigint,\n    primary key (project_id)\n)", 1)]
    [InlineData("create unique index x on osm_tasking.task (lock_holder)", 1)]
    [InlineData("create trigger t after update on osm_tasking.task", 1)]
    public void Migration_ThatBreaksARule_IsFound(string script, int findings) => Assert.Equal(findings, SchemaRules.Migration(script).Count());

    [Theory]
    [InlineData("select number from osm_tasking.task where lock_holder = $1")]
    [InlineData("update osm_tasking.task set state = 0")]
    [InlineData("select pg_notify('x', 'y'); notify x")]
    public void Statement_ThatBreaksARule_IsFound(string sql) => Assert.NotEmpty(SchemaRules.Statement(sql));
}
