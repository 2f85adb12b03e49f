using System.Runtime.InteropServices;

namespace OsmTasking.Sqlite;

/// <summary>Chooses the native library: the system's SQLite where it is new enough, else the bundled one.</summary>
internal static class SqliteLibrary
{
    // RETURNING came with 3.35.
    private const int Oldest = 3_035_000;

    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>Gets whether the bundled library serves, which is years older than what systems ship.</summary>
    internal static bool IsBundled { get; private set; } = true;

    /// <summary>Loads the library, once, and returns its version.</summary>
    internal static string Version() => Loaded.Value;

    private static string Load()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, (name, assembly, path) =>
                name == "e_sqlite3" && NativeLibrary.TryLoad("libsqlite3.so.0", assembly, path, out var system) && IsUsable(system) ? system : IntPtr.Zero);
        }
        catch (InvalidOperationException)
        {
            // The application has a resolver of its own: its choice stands.
        }

        SQLitePCL.Batteries_V2.Init();
        return SQLitePCL.raw.sqlite3_libversion().utf8_to_string();
    }

    private static unsafe bool IsUsable(IntPtr library)
    {
        if (!NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var export) || ((delegate* unmanaged<int>)export)() < Oldest)
        {
            return false;
        }

        IsBundled = false;
        return true;
    }
}
