using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Hands each verb to the writer; see the operation of the same name.</summary>
internal sealed class SQLiteInvocationStore(SQLiteDatabase database, ColocationMode mode) : InvocationStore
{
    protected override ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(
        IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken) =>
        database.WriteAsync(new PublishOperation(records, mode.IsColocated, database.Now), cancellationToken);

    protected override async ValueTask MarkRoutedCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) =>
        await database.WriteAsync(new MarkRoutedOperation(routes), cancellationToken).ConfigureAwait(false);

    protected override ValueTask<IReadOnlyList<ClaimOutcome>> ClaimCoreAsync(
        ClaimRequest request, CancellationToken cancellationToken) =>
        database.WriteAsync(new ClaimOperation(request, mode.IsColocated, database.Now), cancellationToken);

    protected override ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(
        IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        foreach (TransitionRequest request in requests)
        {
            if (request.Path.Count == 0)
            {
                throw new ArgumentException($"The path of {request.Id} is empty; name at least one status.", nameof(requests));
            }
        }

        return database.WriteAsync(new TransitionOperation(requests, mode.IsColocated, database.Now), cancellationToken);
    }

    protected override ValueTask<WaitOutcome> WaitCoreAsync(WaitRequest request, CancellationToken cancellationToken) =>
        database.WriteAsync(new WaitOperation(request), cancellationToken);
}
