namespace ReferenceApi.Wire;

/// <summary>The two error bodies of Tasking Manager v2; which one a route uses is part of its contract.</summary>
public static class Errors
{
    /// <summary><c>{"Error","SubCode"}</c>. The texts of Tasking Manager begin with a blank; clients show the code's own text.</summary>
    public static IResult Plain(int status, string subCode, string text) =>
        Results.Json(new PlainError(text, subCode), statusCode: status);

    /// <summary><c>{"error":{code,sub_code,message,details}}</c>.</summary>
    public static IResult Nested(int status, string subCode, string message, object? details = null) =>
        Results.Json(new NestedError(new ErrorBody(status, subCode, message, details ?? new object())), statusCode: status);

    public static IResult Invalid(string text) => Plain(StatusCodes.Status400BadRequest, "InvalidData", text);

    public static IResult NotSignedIn() => Nested(StatusCodes.Status403Forbidden, "UNKNOWN_ERROR", "Not authenticated");

    public static IResult NoProject(long projectId) =>
        Nested(StatusCodes.Status404NotFound, "PROJECT_NOT_FOUND", "There is no project with this id.", new { project_id = projectId });

    public static IResult NoTask(long projectId, int taskId) =>
        Nested(StatusCodes.Status404NotFound, "TASK_NOT_FOUND", "There is no task with this id in the project.", new { project_id = projectId, task_id = taskId });

    public static IResult NoUser(string username) =>
        Nested(StatusCodes.Status404NotFound, "USER_NOT_FOUND", "There is no user of this name.", new { username });

    private sealed record PlainError([property: System.Text.Json.Serialization.JsonPropertyName("Error")] string Error, [property: System.Text.Json.Serialization.JsonPropertyName("SubCode")] string SubCode);

    private sealed record NestedError(ErrorBody Error);

    private sealed record ErrorBody(int Code, [property: System.Text.Json.Serialization.JsonPropertyName("sub_code")] string SubCode, string Message, object Details);
}
