namespace OsmTasking.Core.Access;

/// <summary>What somebody may do at the extraction service; the numbers are raw-data-api's.</summary>
public enum ServiceRole
{
    /// <summary>May do everything.</summary>
    Admin = 1,

    /// <summary>May export without limits, and call jobs off.</summary>
    Staff = 2,

    /// <summary>Everybody else.</summary>
    Guest = 3,
}

/// <summary>Keeps who has which role at the extraction service. Who is not in it is a guest.</summary>
/// <remarks>Every method throws <see cref="StoreException"/> when the store fails.</remarks>
public interface IServiceRoleStore
{
    /// <summary>Returns the role of an OSM user, or <see langword="null"/> when they have none of their own.</summary>
    ValueTask<ServiceRole?> FindAsync(long osmId, CancellationToken cancellationToken = default);

    /// <summary>Lists roles by OSM user id.</summary>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="take">How many to return at the most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<RoleHolder>> ListAsync(int skip, int take, CancellationToken cancellationToken = default);

    /// <summary>Gives a role to somebody who has none.</summary>
    /// <returns><see langword="false"/> when they have one; it stays.</returns>
    ValueTask<bool> AddAsync(RoleHolder holder, CancellationToken cancellationToken = default);

    /// <summary>Replaces an entry, perhaps by that of another user.</summary>
    /// <param name="osmId">Whose entry.</param>
    /// <param name="holder">What it becomes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="false"/> when there is none, or the other user has one.</returns>
    ValueTask<bool> ReplaceAsync(long osmId, RoleHolder holder, CancellationToken cancellationToken = default);

    /// <summary>Removes an entry.</summary>
    /// <returns>What it was, or <see langword="null"/>.</returns>
    ValueTask<RoleHolder?> RemoveAsync(long osmId, CancellationToken cancellationToken = default);
}

/// <summary>Somebody and their role.</summary>
/// <param name="OsmId">The OSM user id.</param>
/// <param name="Role">The role.</param>
public sealed record RoleHolder(long OsmId, ServiceRole Role);
