namespace WardGrid.Web.SignIn;

/// <summary>How an attempt to sign in ended.</summary>
public enum SignInOutcome
{
    Done,

    /// <summary>The password is right; a code of the authenticator app is missing.</summary>
    NeedsCode,

    /// <summary>User name, password or code is wrong. The person is not told which.</summary>
    Wrong,

    /// <summary>Too many wrong attempts; a right password is refused for a while too.</summary>
    Locked,
}
