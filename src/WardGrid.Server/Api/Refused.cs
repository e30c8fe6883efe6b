using WardGrid.Patients;

namespace WardGrid.Server.Api;

/// <summary>The answer to a call that is refused: problem+json in plain words.</summary>
internal static class Refused
{
    public static IResult NotFound(string why) =>
        TypedResults.Problem(why, statusCode: StatusCodes.Status404NotFound, title: "Not found");

    public static IResult Invalid(string why) =>
        TypedResults.Problem(why, statusCode: StatusCodes.Status400BadRequest, title: "Not possible like this");

    public static IResult Conflict(string why) =>
        TypedResults.Problem(why, statusCode: StatusCodes.Status409Conflict, title: "Not possible now");

    /// <summary>The same, with the field of the request that caused the refusal.</summary>
    public static IResult Conflict(string why, string field) =>
        TypedResults.Problem(
            why,
            statusCode: StatusCodes.Status409Conflict,
            title: "Not possible now",
            extensions: new Dictionary<string, object?>
            {
                ["errors"] = new Dictionary<string, string[]> { [field] = [why] },
            }
        );

    /// <summary>The answer to a header, route value or query value that is not valid.</summary>
    public static IResult Invalid(string field, string why) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [why] });

    public static IResult Unless(CommandOutcome outcome)
    {
        if (!outcome.Done)
            return Conflict(outcome.Reason);
        return outcome.Reason.Length == 0 ? TypedResults.NoContent() : TypedResults.Ok(new { note = outcome.Reason });
    }
}
