using Microsoft.ML.OnnxRuntime;

namespace WardGrid.Inference;

/// <summary>A model's session, which stays open until its model and its last runner are disposed.</summary>
internal sealed class OnnxSession(InferenceSession session)
{
    private int _users = 1;

    public InferenceSession Session { get; } = session;

    /// <summary>Adds a user of the session.</summary>
    public OnnxSession Use()
    {
        int users;
        do
        {
            users = Volatile.Read(ref _users);
            ObjectDisposedException.ThrowIf(users == 0, typeof(OnnxModel));
        } while (Interlocked.CompareExchange(ref _users, users + 1, users) != users);
        return this;
    }

    /// <summary>Removes a user; the last one closes the session.</summary>
    public void LetGo()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            Session.Dispose();
    }
}
